using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ISyNet.Browser.Tests;

/// <summary>A page in the browser, and what it complained of.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public OpenedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>Whatever a chart says of its current point, on a page that has not complained.</summary>
    public async Task<string> SpokenAsync(ILocator chart)
    {
        ShouldBeQuiet();
        return await chart.Locator(".chart-live").TextContentAsync() ?? "";
    }

    /// <summary>No error or warning of the page or of its content policy.</summary>
    public void ShouldBeQuiet() => Assert.Empty(_complaints);

    /// <summary>axe finds nothing; its rules of best practice count too.</summary>
    public async Task ShouldBeAccessibleAsync()
    {
        var result = await Page.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(rule =>
            $"{rule.Id}: {rule.Help}: {string.Join(" | ", rule.Nodes.Take(3).Select(node => node.Html.Length > 200 ? node.Html[..200] : node.Html))}")));
    }

    /// <summary>The page as a whole does not scroll sideways.</summary>
    public async Task ShouldFitItsWidthAsync() =>
        Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
            "wider than the window: " + await Page.EvaluateAsync<string>("""
                [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest(".scroll"))
                  .slice(0, 5).map(e => e.tagName + "." + (e.getAttribute("class") || "")).join(", ")
                """));

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
