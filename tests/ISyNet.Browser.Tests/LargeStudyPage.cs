using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ISyNet.Studies.Bench;
using Microsoft.Playwright;

namespace ISyNet.Browser.Tests;

/// <summary>The page of a study with very many candidates, as a search of days leaves it.</summary>
public sealed class LargeStudyPage(BrowserFixture browser)
{
    private const int Candidates = 100_000, MostItems = 2_600, MostElements = 6_000, MostBytes = 2_000_000;

    /// <summary>The time depends on the machine, so it is printed and not judged; what must not grow with the study is.</summary>
    [Fact]
    public async Task A_study_of_a_hundred_thousand_candidates_opens_and_answers()
    {
        await using var served = await DashboardServed.OverAsync(path => LargeStudy.WriteAsync(path, Candidates, TextWriter.Null));
        var first = await OpenAsync(served, "the first after the start");
        await first.DisposeAsync();
        await using var opened = await OpenAsync(served, "a later one");
        var page = opened.Page;

        Assert.InRange(await page.EvaluateAsync<int>("document.querySelectorAll('*').length"), 500, MostElements);
        Assert.InRange(await page.EvaluateAsync<int>("performance.getEntriesByType('navigation')[0].encodedBodySize"), 10_000, MostBytes);
        foreach (var chart in await page.Locator("figure[data-chart]").AllAsync())
        {
            Assert.InRange(await chart.EvaluateAsync<int>("""
                figure => { const spec = JSON.parse(figure.querySelector("script").textContent); return [spec.series?.map(s => s.points.length), spec.lines?.length, spec.bars?.length, spec.spans?.length].flat().reduce((sum, n) => sum + (n || 0), 0); }
                """), 1, MostItems);
        }

        // The crowd is drawn at once, and still every point of it answers.
        var front = page.Locator("#chart-front");
        await front.Locator(".chart-stage").PressAsync("End");
        Assert.Matches("candidate [0-9]+", await opened.SpokenAsync(front));

        var caption = page.Locator("#rows .table-title");
        await Answers("the failed ones", () => page.GetByLabel("State").SelectOptionAsync("failed"), @"^Candidates 1 to 50 of [12].\d{3}$");
        await Answers("a text", () => page.GetByLabel("Genotype or error contains").FillAsync("out of memory"), @"^Candidates 1 to 50 of [67]\d\d$");
        await Answers("the last page", () => page.GetByRole(AriaRole.Link, new() { Name = "Last" }).ClickAsync(), @"^Candidates [67]\d1 to ([67]\d\d) of \1$");
        Assert.InRange(await page.EvaluateAsync<int>("document.querySelectorAll('*').length"), 500, MostElements);
        opened.ShouldBeQuiet();

        async Task Answers(string what, Func<Task> ask, string expected)
        {
            var watch = Stopwatch.StartNew();
            await ask();
            await Assertions.Expect(caption).ToHaveTextAsync(new Regex(expected));
            Print($"{what} after {watch.Elapsed.TotalSeconds:0.00} s");
        }
    }

    /// <summary>Opens the page, and waits until every chart is drawn and the table is there.</summary>
    private async Task<OpenedPage> OpenAsync(DashboardServed served, string which)
    {
        var opened = await browser.OpenAsync("about:blank");
        var watch = Stopwatch.StartNew();
        await opened.Page.GotoAsync(served.Page(DashboardServed.Study("large")));
        await opened.Page.WaitForFunctionAsync("document.querySelectorAll('figure[data-chart]').length > 0 && [...document.querySelectorAll('figure[data-chart]')].every(figure => figure.querySelector('canvas') || figure.getBoundingClientRect().top > innerHeight)");
        var inView = watch.Elapsed;
        await opened.Page.WaitForFunctionAsync("document.querySelectorAll('figure[data-chart]').length > 0 && [...document.querySelectorAll('figure[data-chart]')].every(figure => figure.querySelector('canvas')) && document.querySelectorAll('#rows tbody tr').length === 50");
        await opened.ShownAsync();
        Print($"the page of {Candidates} candidates, {which}: what is in view is drawn after {inView.TotalSeconds:0.00} s, all after {watch.Elapsed.TotalSeconds:0.00} s");
        return opened;
    }

    private static void Print(FormattableString line) => TestContext.Current.TestOutputHelper!.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
