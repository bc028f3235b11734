using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace ISyNet.Browser.Tests;

/// <summary>A page in the browser, and what it complained of.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => new BundledAxeScriptProvider().GetScript());

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

    /// <summary>Leads the page to an address, and waits until its charts are drawn.</summary>
    public async Task GoAsync(string address)
    {
        await Page.GotoAsync(address);
        // Playwright bounds most waits by itself, but not that for a promise.
        await Page.EvaluateAsync("globalThis.isynetCharts?.ready").WaitAsync(Patience.Limit);
    }

    /// <summary>Ends when what was drawn until now is shown.</summary>
    public async Task ShownAsync() => await Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))").WaitAsync(Patience.Limit);

    /// <summary>Whatever a chart says of its current point, on a page that has not complained.</summary>
    public async Task<string> SpokenAsync(ILocator chart)
    {
        ShouldBeQuiet();
        return await chart.Locator(".chart-live").TextContentAsync() ?? "";
    }

    /// <summary>No error or warning of the page or of its content policy.</summary>
    public void ShouldBeQuiet() => Assert.Empty(_complaints);

    /// <summary>axe finds nothing; its rules of best practice count too. It runs in the page itself: the pages have no frames, for which the package would open a second page each time.</summary>
    public async Task ShouldBeAccessibleAsync()
    {
        Assert.Empty(Page.MainFrame.ChildFrames);
        if (!await Page.EvaluateAsync<bool>("'axe' in window"))
            await Page.EvaluateAsync(Axe.Value);
        var violations = await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
              .map(rule => `${rule.id}: ${rule.help}: ${rule.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(" | ")}`)
            """);
        Assert.True(violations.Length == 0, string.Join('\n', violations));
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
