using Xunit.Sdk;

namespace ISyNet.Browser.Tests;

/// <summary>The checks of every page find what they look for.</summary>
public sealed class CheckTests(BrowserFixture browser)
{
    private const string Page = """
        <!DOCTYPE html><html lang='en'><title>t</title><main><h1>t</h1><svg width='300' height='40' role='img' aria-label='t'>
        <text x='10' y='20'>192 → 192</text><text x='120' y='20'>13.0 %</text></svg><p class='table-title'>All of it.</p></main></html>
        """;

    [Theory]
    [InlineData("document.documentElement.removeAttribute('lang')")]
    [InlineData("document.querySelector('main').style.color = '#ddd'")]
    public async Task A_fault_of_accessibility_is_found(string change)
    {
        await using var opened = await OpenAsync();
        await opened.ShouldBeAccessibleAsync();
        await opened.Page.EvaluateAsync(change);
        await Assert.ThrowsAnyAsync<XunitException>(opened.ShouldBeAccessibleAsync);
    }

    [Theory]
    [InlineData("document.querySelectorAll('text')[1].setAttribute('x', 50)")]
    [InlineData("document.querySelectorAll('text')[1].setAttribute('transform', 'translate(-60 0) rotate(10 120 20)')")]
    [InlineData("document.querySelector('svg').classList.add('network'); document.querySelector('text').style.fontSize = '7px'")]
    [InlineData("document.querySelector('p').style.cssText = 'overflow: hidden; width: 3rem; white-space: nowrap'")]
    public async Task A_label_that_cannot_be_read_is_found(string change)
    {
        await using var opened = await OpenAsync();
        await opened.ShouldBeReadableAsync();
        await opened.Page.EvaluateAsync(change);
        await Assert.ThrowsAnyAsync<XunitException>(opened.ShouldBeReadableAsync);
    }

    private async Task<OpenedPage> OpenAsync()
    {
        var opened = await browser.OpenAsync("about:blank");
        await opened.Page.SetContentAsync(Page);
        return opened;
    }
}
