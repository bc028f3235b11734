using System.Net;
using System.Text.Json;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies;
using ISyNet.Studies.Child;

namespace ISyNet.Dashboard.Tests;

/// <summary>A dashboard on a free port over a folder of its own, with a store and a folder of results in it, and a client.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private Served(DirectoryInfo folder, DashboardServer server)
    {
        _folder = folder;
        Server = server;
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri($"http://127.0.0.1:{new Uri(server.Address).Port}"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public DashboardServer Server { get; }

    public HttpClient Client { get; }

    public string Store => StoreIn(_folder.FullName);

    public string Results => ResultsIn(_folder.FullName);

    public static string StoreIn(string folder) => Path.Combine(folder, "studies.db");

    public static string ResultsIn(string folder) => Path.Combine(folder, "runs");

    /// <summary>Starts one; the store and the folder of results are filled before.</summary>
    public static async Task<Served> StartAsync(Func<IStudyStore, Task>? fill = null, Action<string>? shelve = null, Func<DashboardOptions, DashboardOptions>? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("isynet-dashboard-tests-");
        var (file, results) = (StoreIn(folder.FullName), ResultsIn(folder.FullName));
        Directory.CreateDirectory(results);
        await using (var store = await StudyStores.OpenAsync(file))
        {
            if (fill is not null)
                await fill(store);
        }

        shelve?.Invoke(results);
        var wanted = new DashboardOptions { Store = file, Results = results };
        return new Served(folder, await DashboardServer.StartAsync(options?.Invoke(wanted) ?? wanted));
    }

    /// <summary>Adds a study and runs its candidates.</summary>
    public static async Task RunAsync(IStudyStore store, string name, int trials, Func<Search.Candidate, CancellationToken, Task>? before = null, CancellationToken cancellation = default)
    {
        if (await store.FindAsync(name, cancellation) is not { } study)
        {
            study = Specs.Study(name);
            await store.CreateAsync(study, cancellation);
        }

        var space = SpaceCatalog.Find(study.Spec.Space)!.For(Graph.Shape.Parse(study.Spec.Input), study.Spec.Classes);
        await new StudyRunner(store, study, space, new SensitiveStrategy(space, study.Spec.Seed, study.Spec.BatchSize), new HashEvaluator(before))
            .RunAsync(new StudyRunOptions(trials, 2), null, cancellation);
    }

    public async Task<string> TextAsync(string address, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await Client.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, $"{address}: {answer.StatusCode}\n{text}");
        return text;
    }

    public static string Study(string name, string page = "/study") => $"{page}?study={Uri.EscapeDataString("/" + name)}";

    /// <summary>Reads pushed events until one satisfies a condition.</summary>
    public async Task<JsonElement> UntilAsync(string address, string type, Func<JsonElement, bool> condition, Func<Task>? connected = null)
    {
        await using var stream = await Client.GetStreamAsync(address);
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(stream).EnumerateAsync().WithCancellation(new CancellationTokenSource(Patience.Limit).Token))
        {
            if (connected is not null)
                await connected();
            connected = null;
            if (item.EventType == type && JsonDocument.Parse(item.Data).RootElement is var data && condition(data))
                return data.Clone();
        }

        throw new InvalidOperationException($"the events of {address} ended without the one that was awaited");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
