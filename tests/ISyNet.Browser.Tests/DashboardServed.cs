using System.Diagnostics;
using ISyNet.Cli.Tests;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies;
using ISyNet.Studies.Child;

namespace ISyNet.Browser.Tests;

/// <summary><c>isynet dashboard</c> as a process of its own, over a store and a folder of results of the test.</summary>
internal sealed class DashboardServed : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private DashboardServed(string folder, Process process, string address)
    {
        _folder = folder;
        _process = process;
        Address = address;
    }

    public string Address { get; }

    public string Store => Path.Combine(_folder, "studies.db");

    public static Task<DashboardServed> StartAsync(Func<IStudyStore, Task> fill, Action<string>? shelve = null, params string[] more) => OverAsync(async file =>
    {
        await using var store = await StudyStores.OpenAsync(file);
        await fill(store);
    }, shelve, more);

    /// <summary>The same over a store that is written as a file.</summary>
    public static async Task<DashboardServed> OverAsync(Func<string, Task> write, Action<string>? shelve = null, params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("isynet-browser-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "runs"));
        shelve?.Invoke(Path.Combine(folder, "runs"));
        await write(Path.Combine(folder, "studies.db"));
        var process = Executable.Start(folder, ["dashboard", "--port", "0", .. more]);
        var line = await process.StandardOutput.ReadLineAsync();
        if (line is null)
            Assert.Fail(await process.StandardError.ReadToEndAsync());
        return new DashboardServed(folder, process, line!.Split(' ')[1]);
    }

    public string Page(string path) => $"{Address.Split('?')[0].TrimEnd('/')}{path}";

    public static string Study(string name, string page = "/study") => $"{page}?study={Uri.EscapeDataString("/" + name)}";

    /// <summary>Runs a study whose error follows from the network and a hash, within a budget that some candidates break.</summary>
    public static async Task RunAsync(IStudyStore store, string name, int trials, Func<Search.Candidate, CancellationToken, Task>? before = null)
    {
        if (await store.FindAsync(name) is not { } study)
        {
            var spec = Specs.Spec() with { Objectives = [Search.Objective.Error, Search.Objective.LatencyMsPerImage with { UpperBound = 0.05 }, Search.Objective.Mem, Search.Objective.Params], BudgetLatencyMs = 0.05 };
            study = Search.Studies.Study.Create(name, spec);
            await store.CreateAsync(study);
        }

        var space = SpaceCatalog.Find(study.Spec.Space)!.For(Graph.Shape.Parse(study.Spec.Input), study.Spec.Classes);
        var costs = new Search.DeviceObjectives(Hardware.Latency.LatencyModel.Create(Hardware.Devices.DeviceCatalog.Find(study.Spec.Device)!), study.Spec.Batch);
        await new StudyRunner(store, study, space, new SensitiveStrategy(space, study.Spec.Seed, study.Spec.BatchSize), new PlausibleEvaluator(before), costs)
            .RunAsync(new StudyRunOptions(trials, 3));
    }

    public async ValueTask DisposeAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>An error that falls with the work of the network and scatters, with a curve; every 17th candidate fails.</summary>
internal sealed class PlausibleEvaluator(Func<Search.Candidate, CancellationToken, Task>? before) : Search.ICandidateEvaluator
{
    public Search.Evaluation Evaluate(Search.Candidate candidate, Graph.Architectures.Architecture architecture, IProgress<Search.CurvePoint>? progress, CancellationToken cancellationToken)
    {
        var random = SeededRandom.Xoshiro(candidate.Seed);
        var network = architecture.Build();
        var error = 0.08 + (0.25 / Math.Log10(1 + network.TotalMacs)) + (0.03 * random.NextDouble());
        for (var epoch = 1; epoch <= 6; epoch++)
        {
            progress?.Report(new Search.CurvePoint(epoch / 3.0, 2 * epoch, 2.0 / epoch, Math.Min(1, error + (0.5 / (epoch * epoch)))));
            if (epoch == 3)
                before?.Invoke(candidate, cancellationToken).GetAwaiter().GetResult();
        }

        return candidate.Number % 17 == 13 ? Search.Evaluation.Failed("the loss is not a number after epoch 1", 12) : new Search.Evaluation([(Search.Metric.Error, error)], [], 12);
    }
}
