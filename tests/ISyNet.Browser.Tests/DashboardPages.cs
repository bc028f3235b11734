using System.Text.RegularExpressions;
using ISyNet.Cli.Tests;
using ISyNet.Studies;
using Microsoft.Playwright;

namespace ISyNet.Browser.Tests;

/// <summary>The dashboard in a browser, as its readers use it.</summary>
public sealed partial class DashboardPages(BrowserFixture browser, SharedDashboard shared) : IClassFixture<SharedDashboard>
{
    private readonly DashboardServed _served = shared.Served;

    /// <summary>A folder for the pictures of README and docs (<c>ISYNET_SCREENSHOTS=docs/images</c>); they are taken only if it is set.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("ISYNET_SCREENSHOTS") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    private const string Look = "element => { const path = element.querySelector('svg path'); return path.getAttribute('fill') + ' ' + path.getAttribute('d'); }";

    public static TheoryData<bool, bool> Looks => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    private static readonly string[] Paths =
    [
        "/studies", DashboardServed.Study(SharedDashboard.Study), DashboardServed.Study(SharedDashboard.Empty), Candidate(3), Candidate(13),
        $"{DashboardServed.Study(SharedDashboard.Study, "/compare/candidates")}&number=3&number=5", $"/compare/studies?study=%2F{SharedDashboard.Study}&study=%2F{SharedDashboard.Second}",
        "/devices", "/device?name=ascend310&network=ResNet-18&batch=4", "/results", $"/result?folder={SharedDashboard.Folder}",
    ];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_is_accessible_fits_and_breaks_no_policy(bool phone, bool dark)
    {
        await using var opened = await browser.OpenAsync("about:blank", phone, dark);
        var (width, height) = (opened.Page.ViewportSize!.Width, opened.Page.ViewportSize.Height);
        foreach (var path in Paths)
        {
            await opened.Page.SetViewportSizeAsync(width, height);
            await opened.GoAsync(_served.Page(path));
            if (path.StartsWith("/study", StringComparison.Ordinal))
                await opened.Page.Locator("#live[data-state=live]").WaitForAsync();
            await opened.ShouldFitItsWidthAsync();
            await opened.ShouldBeAccessibleAsync();
            await opened.ShouldBeReadableAsync();
            if (phone)
                await opened.ShouldBeReadableAtAsync(390);
            opened.ShouldBeQuiet();
        }
    }

    [Fact]
    public async Task A_missing_page_says_so_and_leads_back()
    {
        await using var opened = await browser.OpenAsync(_served.Page(DashboardServed.Study("missing")));
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("has no study 'missing'");
        await opened.ShouldBeAccessibleAsync();
        await opened.Page.GetByText("Back to the start").ClickAsync();
        await Assertions.Expect(opened.Page.Locator("h1")).ToHaveTextAsync("Studies");
    }

    [Fact]
    public async Task A_study_moves_on_the_open_page_while_it_runs()
    {
        await using var store = await StudyStores.OpenAsync(_served.Store);
        await DashboardServed.RunAsync(store, "live", 20);
        await using var opened = await browser.OpenAsync(_served.Page(DashboardServed.Study("live")));
        var progress = opened.Page.Locator("#progress");
        await Assertions.Expect(progress).ToContainTextAsync("done");
        var gate = new TaskCompletionSource();
        var run = DashboardServed.RunAsync(store, "live", 32, (candidate, token) => candidate.Number >= 25 ? gate.Task.WaitAsync(token) : Task.CompletedTask);
        // Of the batch of 24 to 27, three workers hold one each.
        await Assertions.Expect(opened.Page.Locator("#workers tbody tr")).ToHaveCountAsync(3);
        await Assertions.Expect(progress).ToContainTextAsync("running");
        await Assertions.Expect(progress).ToContainTextAsync("of 32");
        await Assertions.Expect(opened.Page.Locator("#chart-curves .chart-legend")).ToContainTextAsync("(running)");
        var since = opened.Page.Locator("#workers time.since").First;
        var before = await since.TextContentAsync();
        await Assertions.Expect(since).Not.ToHaveTextAsync(before!);
        await PictureAsync(opened, "dashboard-study.png", 1180);
        await opened.ShouldBeAccessibleAsync();
        gate.SetResult();
        await run;
        await Assertions.Expect(progress).ToContainTextAsync("done");
        await Assertions.Expect(opened.Page.Locator("#workers")).ToContainTextAsync("No worker");
        await Assertions.Expect(opened.Page.Locator("#rows .table-title")).ToContainTextAsync("of 32");
        opened.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_candidate_moves_on_the_open_page_while_it_runs()
    {
        await using var store = await StudyStores.OpenAsync(_served.Store);
        await DashboardServed.RunAsync(store, "running", 4);
        var gate = new TaskCompletionSource();
        var run = DashboardServed.RunAsync(store, "running", 8, (_, token) => gate.Task.WaitAsync(token));
        await Patience.UntilAsync(async () => (await store.ReadAsync("running", 4, 5)) is [{ State: Search.Studies.CandidateState.Running }], "candidate 4 runs");
        await using var opened = await browser.OpenAsync(_served.Page($"{DashboardServed.Study("running", "/candidate")}&number=4"));
        var result = opened.Page.Locator("#result");
        await Assertions.Expect(result).ToContainTextAsync($"Evaluated by {Search.Studies.LeaseOwner.Here("").Name} for");
        await Assertions.Expect(opened.Page.Locator("#chart-curve .chart-stage")).ToBeVisibleAsync();
        var since = result.Locator("time.since");
        await Assertions.Expect(since).Not.ToHaveTextAsync((await since.TextContentAsync())!);
        await opened.ShouldBeAccessibleAsync();
        gate.SetResult();
        await run;
        await Assertions.Expect(result.Locator(".badge").First).ToHaveTextAsync("complete");
        await Assertions.Expect(opened.Page.Locator("#evaluation")).ToContainTextAsync("Finished");
        var curve = opened.Page.Locator("#chart-curve");
        await Patience.UntilAsync(async () =>
        {
            await curve.Locator(".chart-stage").PressAsync("Home");
            await curve.Locator(".chart-stage").PressAsync("End");
            return (await opened.SpokenAsync(curve)).Contains("6 of 6.", StringComparison.Ordinal);
        }, "the curve has all its points");
        opened.ShouldBeQuiet();
    }

    [Fact]
    public async Task Candidates_are_filtered_sorted_and_paged_by_hand_and_without_scripts()
    {
        await using var opened = await browser.OpenAsync(_served.Page(DashboardServed.Study(SharedDashboard.Many)));
        var (page, caption, first) = (opened.Page, opened.Page.Locator("#rows .table-title"), opened.Page.Locator("#rows tbody tr").First);
        await Assertions.Expect(caption).ToHaveTextAsync("Candidates 1 to 50 of 120");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Assertions.Expect(caption).ToHaveTextAsync("Candidates 51 to 100 of 120");
        await page.GetByRole(AriaRole.Link, new() { Name = "Held-out accuracy" }).ClickAsync();
        await Assertions.Expect(page.Locator("#rows th[aria-sort=ascending]")).ToContainTextAsync("Held-out accuracy");
        var worst = await first.Locator("td.number").First.TextContentAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Held-out accuracy" }).ClickAsync();
        await Assertions.Expect(page.Locator("#rows th[aria-sort=descending]")).ToContainTextAsync("Held-out accuracy");
        Assert.True(Number(await first.Locator("td.number").First.TextContentAsync()) > Number(worst));
        await page.GetByLabel("State").SelectOptionAsync("failed");
        await Assertions.Expect(caption).ToHaveTextAsync("Candidates 1 to 7 of 7");
        await page.GetByLabel("State").SelectOptionAsync("");
        await Assertions.Expect(caption).ToHaveTextAsync("Candidates 1 to 50 of 120");
        await page.GetByLabel("only the Pareto front").CheckAsync();
        await Assertions.Expect(page.Locator("#rows tbody tr:not(:has(.badge.front))")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#rows tbody tr .badge.front").First).ToBeVisibleAsync();
        await page.GetByLabel("Genotype or error contains").FillAsync("nothing has this");
        await Assertions.Expect(page.Locator("#rows .empty")).ToHaveTextAsync("No candidate matches these filters.");
        Assert.Contains("q=nothing", page.Url, StringComparison.Ordinal);
        opened.ShouldBeQuiet();

        await using var plain = await browser.OpenAsync(_served.Page(DashboardServed.Study(SharedDashboard.Many)), script: false);
        await plain.Page.GetByLabel("State").SelectOptionAsync("failed");
        await plain.Page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Assertions.Expect(plain.Page.Locator("#rows .table-title")).ToHaveTextAsync("Candidates 1 to 7 of 7");
    }

    [Fact]
    public async Task A_candidate_shows_its_network_and_gives_its_files()
    {
        await using var opened = await browser.OpenAsync(_served.Page(DashboardServed.Study(SharedDashboard.Study)));
        await opened.Page.Locator("#rows").GetByRole(AriaRole.Link, new() { Name = "3", Exact = true }).ClickAsync();
        await Assertions.Expect(opened.Page.Locator("h1")).ToHaveTextAsync("Candidate 3");
        await Assertions.Expect(opened.Page.Locator("svg.network.wide")).ToBeVisibleAsync();
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("The 5 slowest of");
        await PictureAsync(opened, "dashboard-candidate.png", 1500);
        var download = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Page.GetByText("model (ONNX").ClickAsync());
        var file = await download.PathAsync();
        Assert.Equal("isynet-small-3.onnx", download.SuggestedFilename);
        Assert.Equal(0, Executable.Run("profile", Renamed(file, "m.onnx"), "--device", "ascend310").ExitCode);
        var architecture = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Page.GetByText("architecture (JSON)").ClickAsync());
        Assert.Equal(0, Executable.Run("profile", Renamed(await architecture.PathAsync(), "a.json"), "--device", "ascend310").ExitCode);
    }

    /// <summary>Of every legend entry and of every bar of the timeline: what it looks like, by the candidate that it stands for.</summary>
    [Fact]
    public async Task A_candidate_looks_the_same_on_all_charts_of_all_pages()
    {
        var looks = new Dictionary<string, HashSet<string>>();
        await using var opened = await browser.OpenAsync(_served.Page(DashboardServed.Study(SharedDashboard.Study)));
        await AddKeysAsync();
        // The best one and the last ones: those of the training curves.
        var named = looks.Keys.ToArray();
        Assert.InRange(named.Length, 3, 4);
        var (stage, tip) = (opened.Page.Locator("#chart-timeline .chart-stage"), opened.Page.Locator("#chart-timeline .chart-tip"));
        var bars = new HashSet<string>();
        await stage.PressAsync("Home");
        for (var lane = 0; lane < 3; lane++)
        {
            for (var i = 0; i < 40 && bars.Add((await tip.Locator("strong").TextContentAsync())!); i++)
            {
                Add((await tip.Locator("strong").TextContentAsync())!, await tip.EvaluateAsync<string>(Look));
                await stage.PressAsync("ArrowRight");
            }

            await stage.PressAsync("ArrowDown");
            await stage.PressAsync("Home");
        }

        Assert.Superset(named.ToHashSet(), bars);

        foreach (var name in named)
        {
            await opened.GoAsync(_served.Page(Candidate((int)Number(name.Split(' ')[1]))));
            await AddKeysAsync();
        }

        await opened.GoAsync(_served.Page($"{DashboardServed.Study(SharedDashboard.Study, "/compare/candidates")}&number={named[0].Split(' ')[1]}&number={named[1].Split(' ')[1]}"));
        await AddKeysAsync();
        Assert.All(looks, look => Assert.True(look.Value.Count == 1, $"{look.Key}: {string.Join(" | ", look.Value)}"));
        Assert.Equal(named.Length, named.Select(name => looks[name].Single()).Distinct().Count());

        async Task AddKeysAsync()
        {
            foreach (var key in await opened.Page.Locator(".chart-key").AllAsync())
            {
                // A network is called after its space and its number.
                if (Named().Match((await key.TextContentAsync())!.Replace($"{SharedDashboard.Study}-", "candidate ", StringComparison.Ordinal)) is { Success: true } match)
                    Add(match.Value, await key.EvaluateAsync<string>(Look));
            }
        }

        void Add(string name, string look) => (looks.TryGetValue(name, out var known) ? known : looks[name] = []).Add(look);
    }

    [Fact]
    public async Task A_chart_leads_to_its_candidate_by_keyboard_alone()
    {
        await using var opened = await browser.OpenAsync(_served.Page(DashboardServed.Study(SharedDashboard.Study)));
        var page = opened.Page;
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main")).ToBeFocusedAsync();
        await page.Locator("#chart-front .chart-stage").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        var spoken = await opened.SpokenAsync(page.Locator("#chart-front"));
        Assert.Matches("candidate [0-9]+", spoken);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync($"Candidate {Named().Match(spoken).Groups[1].Value}");
    }

    [Fact]
    public async Task A_token_lets_in_once_and_leaves_the_address()
    {
        await using var served = await DashboardServed.StartAsync(store => DashboardServed.RunAsync(store, "s", 4), null, "--token", "0123456789abcdef");
        await using (var refused = await browser.OpenAsync(served.Page("/studies")))
            await Assertions.Expect(refused.Page.Locator("body")).ToContainTextAsync("a token is needed");
        await using var opened = await browser.OpenAsync(served.Address);
        await Assertions.Expect(opened.Page.Locator("h1")).ToHaveTextAsync("Studies");
        Assert.DoesNotContain("token", opened.Page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", await opened.Page.EvaluateAsync<string>("document.cookie"), StringComparison.Ordinal);
        await opened.Page.GetByRole(AriaRole.Link, new() { Name = "s", Exact = true }).ClickAsync();
        await opened.Page.Locator("#live[data-state=live]").WaitForAsync();
        opened.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_deleted_study_and_an_ended_dashboard_are_told_on_the_open_page()
    {
        await using var store = await StudyStores.OpenAsync(_served.Store);
        await DashboardServed.RunAsync(store, "deleted", 8);
        await using var opened = await browser.OpenAsync(_served.Page(DashboardServed.Study("deleted")));
        await opened.Page.Locator("#live[data-state=live]").WaitForAsync();
        await store.DeleteAsync("deleted");
        await Assertions.Expect(opened.Page.Locator("#problem")).ToContainTextAsync("deleted while this page was open");
        await Assertions.Expect(opened.Page.Locator("#live")).ToHaveTextAsync("ended");
        await opened.ShouldBeAccessibleAsync();
    }

    private static async Task PictureAsync(OpenedPage opened, string name, int height)
    {
        if (Pictures is null)
            return;
        Directory.CreateDirectory(Pictures);
        await opened.Page.SetViewportSizeAsync(1280, height);
        await opened.Page.EvaluateAsync("window.scrollTo(0, 0)");
        await opened.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, name) });
    }

    private static string Renamed(string file, string name)
    {
        var renamed = Path.Combine(Directory.CreateTempSubdirectory("isynet-browser-").FullName, name);
        File.Copy(file, renamed);
        return renamed;
    }

    private static string Candidate(int number) => $"{DashboardServed.Study(SharedDashboard.Study, "/candidate")}&number={number}";

    private static double Number(string? text) => double.Parse(text!, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("candidate ([0-9]+)")]
    private static partial Regex Named();
}
