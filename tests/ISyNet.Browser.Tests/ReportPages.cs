using Microsoft.Playwright;

namespace ISyNet.Browser.Tests;

/// <summary>The pages of real jobs, as a reader meets them.</summary>
public sealed class ReportPages(BrowserFixture browser, ReportFiles files) : IClassFixture<ReportFiles>
{
    public static TheoryData<string> Names => ReportFiles.Names;

    [Theory, MemberData(nameof(Names))]
    public async Task A_page_is_quiet_accessible_and_as_wide_as_its_window(string name)
    {
        foreach (var (phone, dark) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            await using var opened = await browser.OpenAsync(files.Address(name), phone, dark);
            await OpenFoldedAsync(opened.Page);
            await opened.ShouldBeAccessibleAsync();
            await opened.ShouldFitItsWidthAsync();
            await opened.ShouldBeReadableAsync();
            if (phone)
                await opened.ShouldBeReadableAtAsync(390);
            opened.ShouldBeQuiet();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task The_keyboard_walks_every_chart_and_the_page_says_where_it_is(string name)
    {
        await using var opened = await browser.OpenAsync(files.Address(name));
        await OpenFoldedAsync(opened.Page);
        Assert.Equal(0, await opened.Page.Locator("figure.figure:not([data-chart]):not([data-network])").CountAsync());
        foreach (var chart in await opened.Page.Locator("figure[data-chart]").AllAsync())
            await ChartWalk.WalkAsync(opened, chart);
        opened.ShouldBeQuiet();
    }

    [Fact]
    public async Task Enter_on_a_trial_leads_to_its_row()
    {
        await using var opened = await browser.OpenAsync(files.Address("design"));
        var chart = opened.Page.Locator("figure[data-chart]").Filter(new LocatorFilterOptions { HasText = "Accuracy against latency" });
        await chart.Locator(".chart-stage").PressAsync("End");
        var trial = (await chart.Locator(".chart-tip strong").TextContentAsync())!.Split(' ')[1];
        await chart.Locator(".chart-stage").PressAsync("Enter");
        Assert.EndsWith($"#trial-{trial}", opened.Page.Url, StringComparison.Ordinal);
        var row = opened.Page.Locator($"#trial-{trial}");
        await row.WaitForAsync();
        Assert.Equal(trial, await row.Locator("th").TextContentAsync());
    }

    /// <summary>The designed network, and the baseline, look the same wherever they are one of several.</summary>
    [Fact]
    public async Task A_network_has_one_colour_and_marker_on_all_charts_of_a_page()
    {
        await using var opened = await browser.OpenAsync(files.Address("design"));
        var looks = await opened.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll(".chart-key")].filter(key => ["designed", "ResNet-20"].includes(key.textContent))
              .map(key => key.textContent + " " + key.querySelector("path").getAttribute("fill") + " " + key.querySelector("path").getAttribute("d"))
            """);
        Assert.True(looks.Length >= 5, string.Join('\n', looks));
        Assert.Equal(2, looks.Distinct().Count());
    }

    [Fact]
    public async Task A_drawing_is_one_stop_of_the_Tab_key_whose_blocks_the_arrows_reach()
    {
        await using var opened = await browser.OpenAsync(files.Address("design"));
        var drawing = opened.Page.Locator("figure[data-network]");
        var boxes = drawing.Locator("svg.network.wide");
        Assert.Equal(1, await boxes.Locator(".block[tabindex='0']").CountAsync());
        var blocks = await boxes.Locator(".block").CountAsync();
        var said = new HashSet<string>();
        await boxes.Locator(".block").First.FocusAsync();
        for (var i = 0; i < blocks; i++)
        {
            said.Add((await drawing.Locator(".network-says").TextContentAsync())!);
            await opened.Page.Keyboard.PressAsync("ArrowRight");
        }

        Assert.Equal(blocks, said.Count);
        Assert.All(said, text => Assert.Contains("% of the latency, bound by", text, StringComparison.Ordinal));
        Assert.True(said.Any(text => text.StartsWith("Stage 0, Block 0: conv", StringComparison.Ordinal)), string.Join('\n', said));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Without_scripts_every_chart_is_a_picture(string name)
    {
        await using var opened = await browser.OpenAsync(files.Address(name), script: false);
        await OpenFoldedAsync(opened.Page);
        foreach (var figure in await opened.Page.Locator("figure.figure:has(noscript)").AllAsync())
            Assert.True(await figure.Locator("svg").IsVisibleAsync(), await figure.Locator(".figure-title").TextContentAsync());
    }

    private static Task OpenFoldedAsync(IPage page) => page.Locator("details").EvaluateAllAsync<int>("all => { for (const details of all) { details.open = true; } return all.length; }");
}
