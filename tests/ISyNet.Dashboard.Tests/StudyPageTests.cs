using System.Net;
using System.Text.RegularExpressions;
using ISyNet.Graph.Architectures;
using ISyNet.Onnx.Import;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Studies;
using ISyNet.Studies.Child;

namespace ISyNet.Dashboard.Tests;

/// <summary>The pages of studies and candidates, and what is pushed to them.</summary>
public sealed partial class StudyPageTests
{
    private const string Hostile = "<script>alert(1)</script>\"'&../..%2f?#x";
    private static readonly LeaseOwner Owner = LeaseOwner.Here("w");

    [Fact]
    public async Task The_list_and_a_study_show_what_the_store_has()
    {
        await using var served = await Served.StartAsync(async store =>
        {
            await Served.RunAsync(store, "first", 12);
            await store.CreateAsync(Specs.Study("empty"));
        });
        var list = await served.TextAsync("/studies");
        Assert.Contains("12 of 12", Plain(list), StringComparison.Ordinal);
        Assert.Contains(">empty</a>", list, StringComparison.Ordinal);
        var study = Plain(await served.TextAsync(Served.Study("first")));
        Assert.Contains("12 complete, 0 failed, 0 running, 0 waiting", study, StringComparison.Ordinal);
        Assert.Contains("Candidates 1 to 12 of 12", study, StringComparison.Ordinal);
        Assert.Contains("No candidate was started yet", Plain(await served.TextAsync(Served.Study("empty"))), StringComparison.Ordinal);
        Assert.Contains("has no study 'missing'", Plain(await served.TextAsync(Served.Study("missing"), HttpStatusCode.NotFound)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_and_errors_stay_text()
    {
        await using var served = await Served.StartAsync(async store =>
        {
            await store.CreateAsync(Specs.Study(Hostile));
            await store.AppendAsync(Hostile, [new Proposal(0, "<img src=x onerror=alert(2)>", 1)]);
            await store.LeaseAsync(Hostile, 0, 1, Owner, TimeSpan.FromMinutes(1), 1);
            await store.FinishAsync(Hostile, 0, Owner, Evaluation.Failed("<iframe src=//evil.example></iframe></script><script>alert(3)</script>", 1), null);
        });
        foreach (var address in new[] { "/studies", Served.Study(Hostile), $"{Served.Study(Hostile, "/candidate")}&number=0", Served.Study(Hostile, "/study/rows"), $"/device?name={Uri.EscapeDataString(Hostile)}", $"/result?folder={Uri.EscapeDataString(Hostile)}" })
        {
            using var answer = await served.Client.GetAsync(address);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.Empty(Inline().Matches(html).Select(match => match.Value));
            Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<iframe", html, StringComparison.Ordinal);
        }

        Assert.Contains("alert(3)", Plain(await served.TextAsync($"{Served.Study(Hostile, "/candidate")}&number=0")), StringComparison.Ordinal);
        var part = await served.UntilAsync(Served.Study(Hostile, "/study/events"), "part", data => data.GetProperty("id").GetString() == "failures");
        Assert.Contains("&lt;iframe", part.GetProperty("html").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_study_pushes_its_progress_charts_and_end()
    {
        await using var served = await Served.StartAsync(store => store.CreateAsync(Specs.Study("s")));
        await using var store = await StudyStores.OpenAsync(served.Store);
        var gate = new TaskCompletionSource();
        Task? run = null;
        var events = Served.Study("s", "/study/events");
        // Two workers each hold a candidate until the page has shown it.
        var working = await served.UntilAsync(events, "part", data => data.GetProperty("id").GetString() == "workers" && data.GetProperty("html").GetString()!.Contains("<tbody>", StringComparison.Ordinal),
            connected: () =>
            {
                run = Served.RunAsync(store, "s", 8, (_, token) => gate.Task.WaitAsync(token));
                return Task.CompletedTask;
            });
        Assert.Contains(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), working.GetProperty("html").GetString(), StringComparison.Ordinal);
        var done = served.UntilAsync(events, "part", data => data.GetProperty("id").GetString() == "progress" && Plain(data.GetProperty("html").GetString()!).Contains("8 complete, 0 failed", StringComparison.Ordinal));
        var chart = served.UntilAsync(events, "chart", data => data.GetProperty("id").GetString() == "chart-timeline" && data.GetProperty("chart").ValueKind != System.Text.Json.JsonValueKind.Null);
        gate.SetResult();
        await run!;
        Assert.Contains("done", (await done).GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Equal("timeline", (await chart).GetProperty("chart").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_candidate_pushes_its_worker_its_curve_and_its_result()
    {
        await using var served = await Served.StartAsync(store => store.CreateAsync(Specs.Study("s")));
        await using var store = await StudyStores.OpenAsync(served.Store);
        await store.AppendAsync("s", Specs.Proposals(0, 4));
        var events = $"{Served.Study("s", "/candidate/events")}&number=0";
        Assert.Contains("waits for a worker", Plain((await served.UntilAsync(events, "part", Is("result"))).GetProperty("html").GetString()!), StringComparison.Ordinal);
        await store.LeaseAsync("s", 0, 1, Owner, TimeSpan.FromMinutes(10), 1);
        var curve = await served.UntilAsync(events, "chart", data => data.GetProperty("chart").ValueKind != System.Text.Json.JsonValueKind.Null, () => store.AddCurvePointAsync("s", 0, Owner, new CurvePoint(1, 2, 3, 0.25)));
        Assert.Equal(75, curve.GetProperty("chart").GetProperty("series")[0].GetProperty("points")[0].GetProperty("y").GetDouble());
        var running = Plain((await served.UntilAsync(events, "part", Is("result"))).GetProperty("html").GetString()!);
        Assert.Contains($"Evaluated by {Owner.Name} for", running, StringComparison.Ordinal);
        var done = await served.UntilAsync(events, "part", data => Is("result")(data) && data.GetProperty("html").GetString()!.Contains(">complete<", StringComparison.Ordinal),
            () => store.FinishAsync("s", 0, Owner, new Evaluation([(Metric.Error, 0.125), (Metric.LatencyMsPerImage, 0.1)], [], 2), null));
        Assert.Contains("87.50", Plain(done.GetProperty("html").GetString()!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_that_ends_is_told_on_the_open_page()
    {
        await using var served = await Served.StartAsync(store => store.CreateAsync(Specs.Study("s")));
        await using var store = await StudyStores.OpenAsync(served.Store);
        await store.AppendAsync("s", Specs.Proposals(0, 4));
        // The worker dies: nobody writes to the store any more.
        await store.LeaseAsync("s", 0, 1, Owner, TimeSpan.FromSeconds(2), 1);
        await served.UntilAsync(Served.Study("s", "/study/events"), "part", data => Is("workers")(data) && data.GetProperty("html").GetString()!.Contains("expired: another worker may take it", StringComparison.Ordinal));
        Assert.Contains("interrupted", await served.TextAsync(Served.Study("s")), StringComparison.Ordinal);
        await served.UntilAsync("/studies/events", "part", data => data.GetProperty("html").GetString()!.Contains("interrupted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Readers_never_hold_up_the_writer_and_all_see_the_end()
    {
        await using var served = await Served.StartAsync(store => store.CreateAsync(Specs.Study("s")));
        await using var store = await StudyStores.OpenAsync(served.Store);
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(async _ =>
        {
            while (!end.IsCancellationRequested)
            {
                await served.TextAsync(Served.Study("s"));
                await served.TextAsync(Served.Study("s", "/study/rows"));
            }
        }).ToArray();
        var watchers = Enumerable.Range(0, 3).Select(_ => served.UntilAsync(Served.Study("s", "/study/events"), "rows", data => data.GetProperty("finished").GetInt32() == 60)).ToArray();
        await Served.RunAsync(store, "s", 60).Ending();
        await Task.WhenAll(watchers).Ending();
        await end.CancelAsync();
        await Task.WhenAll(readers).Ending();
        Assert.Equal(60, (await store.CountAsync("s")).Complete);
    }

    [Fact]
    public async Task A_study_that_is_deleted_and_a_store_that_vanishes_are_told_on_the_open_page()
    {
        await using var served = await Served.StartAsync(async store =>
        {
            await Served.RunAsync(store, "s", 4);
            await Served.RunAsync(store, "t", 4);
        });
        var gone = await served.UntilAsync(Served.Study("s", "/study/events"), "problem", data => data.GetProperty("text").GetString()!.Length > 0, connected: async () =>
        {
            await using var store = await StudyStores.OpenAsync(served.Store);
            await store.DeleteAsync("s");
        });
        Assert.True(gone.GetProperty("gone").GetBoolean());
        Assert.Contains("deleted while this page was open", gone.GetProperty("text").GetString(), StringComparison.Ordinal);

        var hidden = served.Store + ".hidden";
        var lost = await served.UntilAsync(Served.Study("t", "/study/events"), "problem", data => data.GetProperty("text").GetString()!.Length > 0, connected: () =>
        {
            File.Move(served.Store, hidden);
            return Task.CompletedTask;
        });
        Assert.False(lost.GetProperty("gone").GetBoolean());
        Assert.Contains("no such study file any more", lost.GetProperty("text").GetString(), StringComparison.Ordinal);
        File.Move(hidden, served.Store);
        await served.UntilAsync(Served.Study("t", "/study/events"), "rows", _ => true);
    }

    [Fact]
    public async Task A_candidate_can_be_downloaded_as_it_was_built()
    {
        await using var served = await Served.StartAsync(store => Served.RunAsync(store, "s", 4));
        string genotype;
        await using (var store = await StudyStores.OpenReaderAsync(served.Store))
            genotype = (await store.ReadAsync("s"))[2].Proposal.Genotype;
        var space = Search.Spaces.SpaceCatalog.Find("isynet-small")!.For(Graph.Shape.Parse("1x28x28"), 10);
        var expected = space.Parse(genotype).ToArchitecture().Build();
        var page = Plain(await served.TextAsync($"{Served.Study("s", "/candidate")}&number=2"));
        Assert.Contains(genotype, page, StringComparison.Ordinal);
        var architecture = ArchitectureFile.Parse(await served.TextAsync($"{Served.Study("s", "/candidate/architecture.json")}&number=2"));
        Assert.Equal(ArchitectureFile.Write(space.Parse(genotype).ToArchitecture() with { Name = architecture.Name }), ArchitectureFile.Write(architecture));
        using var answer = await served.Client.GetAsync($"{Served.Study("s", "/candidate/model.onnx")}&number=2");
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        var file = Path.Combine(served.Results, "downloaded.onnx");
        await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(expected.TotalMacs, NetworkImport.Load(file).Network.TotalMacs);
        await served.TextAsync($"{Served.Study("s", "/candidate/weights.safetensors")}&number=2", HttpStatusCode.NotFound);
        await served.TextAsync($"{Served.Study("s", "/candidate")}&number=99", HttpStatusCode.NotFound);
        await served.TextAsync($"{Served.Study("s", "/candidate")}&number=-1", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_candidates_and_two_studies_stand_side_by_side()
    {
        await using var served = await Served.StartAsync(async store =>
        {
            await Served.RunAsync(store, "a", 8);
            await Served.RunAsync(store, "b", 8);
        });
        var candidates = Plain(await served.TextAsync($"{Served.Study("a", "/compare/candidates")}&number=1&number=5"));
        Assert.Contains("Genes that differ", candidates, StringComparison.Ordinal);
        var studies = Plain(await served.TextAsync("/compare/studies?study=%2Fa&study=%2Fb"));
        Assert.Contains("Hypervolume", studies, StringComparison.Ordinal);
        await served.TextAsync("/compare/studies?study=%2Fa&study=%2Fa", HttpStatusCode.BadRequest);
    }

    private static Func<System.Text.Json.JsonElement, bool> Is(string id) => data => data.GetProperty("id").GetString() == id;

    private static string Plain(string html) => WebUtility.HtmlDecode(Tags().Replace(html, " ")).Replace('\u202f', ' ').Replace("  ", " ", StringComparison.Ordinal);

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    // Any script that is neither one of ours nor data, and any handler or style in an attribute.
    [GeneratedRegex(@"<script(?! src=""/assets/[a-z-]+\.js\?v=[0-9a-f]+"" defer=""defer"">)(?! type=""application/json"">)[^>]*>|<[^>]*\s(on[a-z]+|style)\s*=[^>]*>")]
    private static partial Regex Inline();
}
