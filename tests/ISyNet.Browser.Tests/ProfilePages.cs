using Microsoft.Playwright;

namespace ISyNet.Browser.Tests;

/// <summary>The page of <c>isynet profile --html</c>.</summary>
public sealed class ProfilePages(BrowserFixture browser)
{
    [Fact]
    public async Task Opens()
    {
        var folder = Directory.CreateTempSubdirectory("isynet-browser-").FullName;
        var run = Executable_Run(folder);
        await using var opened = await browser.OpenAsync(run);
        opened.ShouldBeQuiet();
        await opened.ShouldBeAccessibleAsync();
        await opened.ShouldFitItsWidthAsync();
    }

    private static string Executable_Run(string folder)
    {
        var file = Path.Combine(folder, "profile.html");
        Assert.Equal(0, ISyNet.Cli.Tests.Executable.Run("profile", "ISyNet-N0", "--html", file).ExitCode);
        return new Uri(file).AbsoluteUri;
    }
}
