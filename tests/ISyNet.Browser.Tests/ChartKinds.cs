using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Html;
using Microsoft.Playwright;

namespace ISyNet.Browser.Tests;

/// <summary>Every kind of chart, whether or not a page of today has it.</summary>
public sealed class ChartKinds(BrowserFixture browser) : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"isynet-charts-{Guid.NewGuid():N}.html");

    private static readonly PlaneChart Plane = new("Plane", "Two series.", new ChartAxis("Latency", "ms"), new ChartAxis("Accuracy", "%"),
        [
            new ChartSeries("trial", [.. Enumerable.Range(0, 9).Select(i => new ChartPoint(i, i * i, $"trial {i}", "a line\nanother", $"#p{i}"))]) { Role = ChartRole.Trial },
            new ChartSeries("net", [new ChartPoint(0.5, 10) { Low = 5, High = 20 }, new ChartPoint(8, 50)]) { Line = ChartLine.Steps },
        ])
    {
        Rules = [new ChartRule("budget 9 ms", 9)],
    };

    private static readonly ParallelChart Parallel = new("Parallel", "Lines.", [new ChartAxis("a"), new ChartAxis("b", "ms"), new ChartAxis("c")],
        [.. Enumerable.Range(0, 10).Select(i => new ParallelLine($"line {i}", [i, 10 - i, i * i]) { Role = i == 3 ? ChartRole.Chosen : ChartRole.Trial })]);

    private static readonly ImmutableArray<Chart> All =
    [
        Plane, Parallel,
        new PlaneChart("Logarithms", "A roof.", new ChartAxis("x") { IsLogarithmic = true }, new ChartAxis("y") { IsLogarithmic = true },
            [new ChartSeries("roof", [new(1, 10), new(100, 1000)]) { Role = ChartRole.Limit, Line = ChartLine.Straight }, new ChartSeries("layers", [new(2, 15, "one"), new(50, 300, "two"), new(0, 5, "nowhere")])]),
        new BarChart("Bars", "Parts.", new ChartAxis("Time", "µs"), [new BarPart("matrix", ChartRole.Matrix), new BarPart("vector", ChartRole.Vector)], [new ChartBar("conv", [3, 1]) { Low = 3, High = 6 }, new ChartBar("pool", [0, 2])]),
        new TimelineChart("Timeline", "Work.", new ChartAxis("Time", "s"), ["worker 1", "worker 2"], [new(0, 0, 5, "trial 1"), new(1, 1, 3, "trial 2", ChartRole.Failed, "out of memory"), new(0, 6, 9, "trial 3", ChartRole.Running)]),
        new MatrixChart("Matrix", "Counts.", new ChartAxis("Predicted class"), new ChartAxis("True class"), ["cat", "dog"], ["cat", "dog"], [[8, 2], [1, 9]]),
    ];

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Every_kind_answers_keyboard_and_mouse()
    {
        foreach (var dark in new[] { false, true })
        {
            await using var opened = await OpenAsync(All, dark);
            foreach (var summary in await opened.Page.Locator(".chart-table > summary").AllAsync())
                await summary.ClickAsync();
            foreach (var chart in await opened.Page.Locator("figure[data-chart]").AllAsync())
                await ChartWalk.WalkAsync(opened, chart);
            await opened.ShouldBeAccessibleAsync();
            opened.ShouldBeQuiet();
        }
    }

    [Fact]
    public async Task The_page_says_every_value_of_a_point_and_a_hidden_series_has_none()
    {
        await using var opened = await OpenAsync([Plane]);
        var chart = opened.Page.Locator("figure[data-chart]");
        await chart.Locator(".chart-stage").PressAsync("Home");
        await chart.Locator(".chart-stage").PressAsync("ArrowRight");
        await chart.Locator(".chart-stage").PressAsync("ArrowRight");
        Assert.Equal("trial 2 (trial); Latency: 2 ms; Accuracy: 4 %; a line; another. 3 of 9. Enter opens it.", await opened.SpokenAsync(chart));
        await chart.Locator(".chart-stage").PressAsync("ArrowDown");
        Assert.StartsWith("net; Latency: 0.5 ms; Accuracy: 10 %; Range: 5 to 20.", await opened.SpokenAsync(chart), StringComparison.Ordinal);

        await chart.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "trial" }).ClickAsync();
        await chart.Locator(".chart-stage").PressAsync("Home");
        Assert.EndsWith("1 of 2.", await opened.SpokenAsync(chart), StringComparison.Ordinal);
    }

    /// <summary>Judged by the pixels: the columns of the canvas that have the colour of a limit.</summary>
    [Fact]
    public async Task A_budget_stands_where_it_is()
    {
        await using var opened = await OpenAsync([Plane with { X = new ChartAxis("Latency", "ms") { Min = 0, Max = 0.04 }, Series = [new ChartSeries("s", [new ChartPoint(0.01, 1), new ChartPoint(0.03, 2)])], Rules = [new ChartRule("b", 0.0234)] }]);
        var places = await opened.Page.EvaluateAsync<double[]>("""
            (() => {
              const host = document.querySelector(".chart-canvas"), canvas = host.querySelector("canvas"), scale = canvas.width / host.clientWidth, chart = echarts.getInstanceByDom(host);
              const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, columns = [];
              for (let x = 0; x < canvas.width; x++) {
                let count = 0;
                for (let y = 0; y < canvas.height; y++) { const at = 4 * (y * canvas.width + x); if (pixels[at] > 180 && pixels[at + 1] < 110 && pixels[at + 2] < 40 && pixels[at + 3] > 200) { count++; } }
                if (count > canvas.height / 4) { columns.push(x / scale); }
              }
              return [columns.reduce((a, b) => a + b, 0) / columns.length, chart.convertToPixel({ xAxisIndex: 0 }, 0.0234)];
            })()
            """);
        Assert.Equal(places[1], places[0], 1.5);
    }

    [Fact]
    public async Task A_range_drawn_on_an_axis_selects_lines()
    {
        await using var opened = await OpenAsync([Parallel]);
        var chart = opened.Page.Locator("figure[data-chart]");
        await opened.Page.EvaluateAsync("document.addEventListener('isynet-brush', event => { window.names = event.detail.names; })");
        // Where the lines cross the first axis, as the chart itself says.
        var box = (await chart.Locator(".chart-canvas").BoundingBoxAsync())!;
        var axis = await opened.Page.EvaluateAsync<float[]>("""
            (() => { const chart = echarts.getInstanceByDom(document.querySelector(".chart-canvas")), system = chart.getModel().getSeriesByIndex(0).coordinateSystem;
              return [...system.dataToPoint(3.5, "dim0"), ...system.dataToPoint(0, "dim0")]; })()
            """);
        await opened.Page.Mouse.MoveAsync(box.X + axis[0], box.Y + axis[1]);
        await opened.Page.Mouse.DownAsync();
        await opened.Page.Mouse.MoveAsync(box.X + axis[0], box.Y + ((axis[1] + axis[3]) / 2));
        await opened.Page.Mouse.MoveAsync(box.X + axis[2], box.Y + axis[3] + 3);
        await opened.Page.Mouse.UpAsync();
        await Patience.UntilAsync(async () => (await opened.SpokenAsync(chart)).Length > 0, "the selection is said");
        Assert.Equal("4 of 10 selected.", await opened.SpokenAsync(chart));
        Assert.Equal(["line 0", "line 1", "line 2", "line 3"], await opened.Page.EvaluateAsync<string[]>("window.names"));
        await chart.Locator(".chart-table > summary").ClickAsync();
        await chart.Locator(".chart-table tbody tr").First.WaitForAsync();
        Assert.Equal(4, await chart.Locator(".chart-table tbody tr").CountAsync());
        opened.ShouldBeQuiet();
    }

    [Fact]
    public async Task The_keyboard_selects_lines_by_fields_and_an_update_keeps_them()
    {
        var named = Parallel with { Axes = [new ChartAxis("a") { Min = 0, Max = 9, Names = [.. Enumerable.Range(0, 10).Select(i => $"option {i}")] }, .. Parallel.Axes[1..]] };
        await using var opened = await OpenAsync([named]);
        var (page, chart) = (opened.Page, opened.Page.Locator("figure[data-chart]"));
        await chart.Locator(".chart-stage").FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await opened.ShouldBeAccessibleAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("option 4");
        await Assertions.Expect(chart.Locator(".chart-live")).ToHaveTextAsync("6 of 10 selected.");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        // The highest b of three and less: a of seven and more.
        await page.Keyboard.TypeAsync("3");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(chart.Locator(".chart-live")).ToHaveTextAsync("3 of 10 selected.");
        await chart.Locator(".chart-table > summary").ClickAsync();
        await Assertions.Expect(chart.Locator(".chart-table tbody tr")).ToHaveCountAsync(3);

        var more = named with { Lines = [.. named.Lines, new ParallelLine("line 10", [8, 1, 50])] };
        await page.EvaluateAsync("text => { isynetCharts.update(document.querySelector('figure[data-chart]'), JSON.parse(text)); }", more.ToJson());
        await Assertions.Expect(chart.Locator(".chart-live")).ToHaveTextAsync("4 of 11 selected.");
        await Assertions.Expect(chart.GetByRole(AriaRole.Group, new() { Name = "a", Exact = true }).GetByLabel("from")).ToHaveValueAsync("4");
        await chart.GetByRole(AriaRole.Button, new() { Name = "Select all" }).PressAsync("Enter");
        await Assertions.Expect(chart.Locator(".chart-live")).ToHaveTextAsync("No selection.");
        await Assertions.Expect(chart.Locator(".chart-table tbody tr")).ToHaveCountAsync(11);
        opened.ShouldBeQuiet();
    }

    [Fact]
    public async Task An_update_keeps_the_point_and_draws_the_new_data()
    {
        await using var opened = await OpenAsync([Plane]);
        var chart = opened.Page.Locator("figure[data-chart]");
        await chart.Locator(".chart-stage").PressAsync("Home");
        await chart.Locator(".chart-stage").PressAsync("ArrowRight");
        var moved = Plane with { Series = [Plane.Series[0] with { Points = [new ChartPoint(-1, 3, "new"), .. Plane.Series[0].Points] }, Plane.Series[1]] };
        await opened.Page.EvaluateAsync("text => { isynetCharts.update(document.querySelector('figure[data-chart]'), JSON.parse(text)); }", moved.ToJson());
        Assert.Equal("trial 1 (trial)", await chart.Locator(".chart-tip strong").TextContentAsync());
        await chart.Locator(".chart-stage").PressAsync("ArrowLeft");
        await chart.Locator(".chart-stage").PressAsync("ArrowLeft");
        Assert.StartsWith("new (trial); Latency: -1 ms", await opened.SpokenAsync(chart), StringComparison.Ordinal);
        await opened.Page.EvaluateAsync("() => { isynetCharts.remove(document.querySelector('figure[data-chart]')); }");
        Assert.Equal(0, await chart.Locator(".chart-stage").CountAsync());
    }

    [Fact]
    public async Task Colours_follow_the_scheme_while_the_page_is_open()
    {
        await using var opened = await OpenAsync([Plane]);
        var swatch = opened.Page.Locator(".chart-key path").First;
        var light = await swatch.GetAttributeAsync("fill");
        await opened.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Patience.UntilAsync(async () => await opened.Page.Locator(".chart-key path").First.GetAttributeAsync("fill") != light, "the chart is dark");
        await opened.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark, Media = Media.Print });
        await Patience.UntilAsync(async () => await opened.Page.Locator(".chart-key path").First.GetAttributeAsync("fill") == light, "the chart is light on paper");
    }

    /// <summary>Only links to pages are followed, whatever a study contains.</summary>
    [Fact]
    public async Task A_link_that_would_run_a_script_is_none()
    {
        await using var opened = await OpenAsync([Plane with { Series = [new ChartSeries("s", [new ChartPoint(1, 1, "p", null, "javascript:document.title='run'"), new ChartPoint(2, 2)])] }]);
        var stage = opened.Page.Locator(".chart-stage");
        await stage.PressAsync("Home");
        Assert.DoesNotContain("Enter", await opened.SpokenAsync(opened.Page.Locator("figure")), StringComparison.Ordinal);
        await stage.PressAsync("Enter");
        Assert.Equal("Charts", await opened.Page.TitleAsync());
    }

    [Fact]
    public async Task A_hundred_thousand_points_are_walked_and_found()
    {
        var random = new Random(1);
        var many = new PlaneChart("Many", "Points.", new ChartAxis("x"), new ChartAxis("y"),
            [new ChartSeries("trial", [.. Enumerable.Range(0, 100_000).Select(i => new ChartPoint(i, random.NextDouble(), $"t{i.ToString(CultureInfo.InvariantCulture)}"))]) { Role = ChartRole.Trial }]);
        await using var opened = await OpenAsync([many]);
        var chart = opened.Page.Locator("figure[data-chart]");
        await chart.Locator(".chart-table > summary").ClickAsync();
        await ChartWalk.WalkAsync(opened, chart);
        Assert.Equal(200, await chart.Locator(".chart-table tbody tr").CountAsync());
        Assert.Contains("the first 200 of 100000 rows", await chart.Locator(".chart-table > summary").TextContentAsync(), StringComparison.Ordinal);
    }

    private async Task<OpenedPage> OpenAsync(ImmutableArray<Chart> charts, bool dark = false)
    {
        new ReportPage("Charts", "", [], [new Section("Charts", [.. charts.Select(chart => new ChartPart(chart, "A caption."))])]).WriteFile(_file);
        return await browser.OpenAsync(new Uri(_file).AbsoluteUri, dark: dark);
    }
}
