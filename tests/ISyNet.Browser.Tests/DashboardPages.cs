using System.Text.RegularExpressions;
using ISyNet.Cli.Tests;
using ISyNet.Studies;
using ISyNet.Studies.Child;
using Microsoft.Playwright;

namespace ISyNet.Browser.Tests;

/// <summary>The dashboard in a browser, as its readers use it.</summary>
public sealed partial class DashboardPages(BrowserFixture browser)
{
    /// <summary>A folder for the pictures of README and docs (<c>ISYNET_SCREENSHOTS=docs/images</c>); they are taken only if it is set.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("ISYNET_SCREENSHOTS") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    public static TheoryData<bool, bool> Looks => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_is_accessible_fits_and_breaks_no_policy(bool phone, bool dark)
    {
        await using var served = await DashboardServed.StartAsync(async store =>
        {
            await DashboardServed.RunAsync(store, "isynet-small", 40);
            await DashboardServed.RunAsync(store, "second", 20);
            await store.CreateAsync(Specs.Study("empty"));
        }, Shelve);
        foreach (var path in new[]
        {
            "/studies", DashboardServed.Study("isynet-small"), DashboardServed.Study("empty"), $"{DashboardServed.Study("isynet-small", "/candidate")}&number=3", $"{DashboardServed.Study("isynet-small", "/candidate")}&number=13",
            $"{DashboardServed.Study("isynet-small", "/compare/candidates")}&number=3&number=5", "/compare/studies?study=%2Fisynet-small&study=%2Fsecond", "/devices", "/device?name=ascend310&network=ResNet-18&batch=4", "/results", "/result?folder=train-1",
        })
        {
            await using var opened = await browser.OpenAsync(served.Page(path), phone, dark);
            if (path.StartsWith("/study", StringComparison.Ordinal))
                await opened.Page.Locator("#live[data-state=live]").WaitForAsync();
            await opened.ShouldFitItsWidthAsync();
            await opened.ShouldBeAccessibleAsync();
            opened.ShouldBeQuiet();
        }
    }

    [Fact]
    public async Task A_missing_page_says_so_and_leads_back()
    {
        await using var served = await DashboardServed.StartAsync(store => DashboardServed.RunAsync(store, "s", 4));
        await using var opened = await browser.OpenAsync(served.Page(DashboardServed.Study("missing")));
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("has no study 'missing'");
        await opened.ShouldBeAccessibleAsync();
        await opened.Page.GetByText("Back to the start").ClickAsync();
        await Assertions.Expect(opened.Page.Locator("h1")).ToHaveTextAsync("Studies");
    }

    [Fact]
    public async Task A_study_moves_on_the_open_page_while_it_runs()
    {
        await using var served = await DashboardServed.StartAsync(async store => await DashboardServed.RunAsync(store, "live", 20));
        await using var opened = await browser.OpenAsync(served.Page(DashboardServed.Study("live")));
        var progress = opened.Page.Locator("#progress");
        await Assertions.Expect(progress).ToContainTextAsync("done");
        await using var store = await StudyStores.OpenAsync(served.Store);
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
        await Assertions.Expect(opened.Page.Locator("#rows caption")).ToContainTextAsync("of 32");
        opened.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_candidate_moves_on_the_open_page_while_it_runs()
    {
        await using var served = await DashboardServed.StartAsync(async store => await DashboardServed.RunAsync(store, "live", 4));
        await using var store = await StudyStores.OpenAsync(served.Store);
        var gate = new TaskCompletionSource();
        var run = DashboardServed.RunAsync(store, "live", 8, (_, token) => gate.Task.WaitAsync(token));
        await Patience.UntilAsync(async () => (await store.ReadAsync("live", 4, 5)) is [{ State: Search.Studies.CandidateState.Running }], "candidate 4 runs");
        await using var opened = await browser.OpenAsync(served.Page($"{DashboardServed.Study("live", "/candidate")}&number=4"));
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
        await using var served = await DashboardServed.StartAsync(store => DashboardServed.RunAsync(store, "s", 120));
        await using var opened = await browser.OpenAsync(served.Page(DashboardServed.Study("s")));
        var (page, caption, first) = (opened.Page, opened.Page.Locator("#rows caption"), opened.Page.Locator("#rows tbody tr").First);
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

        await using var plain = await browser.OpenAsync(served.Page(DashboardServed.Study("s")), script: false);
        await plain.Page.GetByLabel("State").SelectOptionAsync("failed");
        await plain.Page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Assertions.Expect(plain.Page.Locator("#rows caption")).ToHaveTextAsync("Candidates 1 to 7 of 7");
    }

    [Fact]
    public async Task A_candidate_shows_its_network_and_gives_its_files()
    {
        await using var served = await DashboardServed.StartAsync(store => DashboardServed.RunAsync(store, "s", 12));
        await using var opened = await browser.OpenAsync(served.Page(DashboardServed.Study("s")));
        await opened.Page.Locator("#rows").GetByRole(AriaRole.Link, new() { Name = "3", Exact = true }).ClickAsync();
        await Assertions.Expect(opened.Page.Locator("h1")).ToHaveTextAsync("Candidate 3");
        await Assertions.Expect(opened.Page.Locator("svg.network")).ToBeVisibleAsync();
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("The 5 slowest of");
        await PictureAsync(opened, "dashboard-candidate.png", 1500);
        var download = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Page.GetByText("model (ONNX").ClickAsync());
        var file = await download.PathAsync();
        Assert.Equal("isynet-small-3.onnx", download.SuggestedFilename);
        Assert.Equal(0, Executable.Run("profile", Renamed(file, "m.onnx"), "--device", "ascend310").ExitCode);
        var architecture = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Page.GetByText("architecture (JSON)").ClickAsync());
        Assert.Equal(0, Executable.Run("profile", Renamed(await architecture.PathAsync(), "a.json"), "--device", "ascend310").ExitCode);
    }

    [Fact]
    public async Task A_chart_leads_to_its_candidate_by_keyboard_alone()
    {
        await using var served = await DashboardServed.StartAsync(store => DashboardServed.RunAsync(store, "s", 30));
        await using var opened = await browser.OpenAsync(served.Page(DashboardServed.Study("s")));
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
        await using var served = await DashboardServed.StartAsync(async store =>
        {
            await DashboardServed.RunAsync(store, "s", 8);
        });
        await using var opened = await browser.OpenAsync(served.Page(DashboardServed.Study("s")));
        await opened.Page.Locator("#live[data-state=live]").WaitForAsync();
        await using (var store = await StudyStores.OpenAsync(served.Store))
            await store.DeleteAsync("s");
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

    private static void Shelve(string results)
    {
        var folder = Directory.CreateDirectory(Path.Combine(results, "train-1")).FullName;
        new Core.Results.ResultManifest(Core.Results.ResultKind.Train, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("network", "N0")).Write(folder);
        File.WriteAllText(Path.Combine(folder, Core.Results.ResultFiles.Report), "<!DOCTYPE html><title>report</title>");
    }

    private static string Renamed(string file, string name)
    {
        var renamed = Path.Combine(Directory.CreateTempSubdirectory("isynet-browser-").FullName, name);
        File.Copy(file, renamed);
        return renamed;
    }

    private static double Number(string? text) => double.Parse(text!, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("candidate ([0-9]+)")]
    private static partial Regex Named();
}
