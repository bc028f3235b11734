using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ISyNet.Browser.Tests.BrowserFixture))]

namespace ISyNet.Browser.Tests;

/// <summary>One Chromium for all tests of the project. The program comes from scripts/install-chromium, the driver from Playwright's package.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    static BrowserFixture() => Assertions.SetDefaultExpectTimeout((float)Patience.Limit.TotalMilliseconds);

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    /// <summary>Opens an address in a browser of its own: its storage, its size and its scheme.</summary>
    /// <param name="address">An address of http or file.</param>
    /// <param name="phone">360 instead of 1280 pixels wide, with a finger instead of a mouse.</param>
    /// <param name="dark">The dark instead of the light scheme.</param>
    /// <param name="script">Whether scripts run.</param>
    internal async Task<OpenedPage> OpenAsync(string address, bool phone = false, bool dark = false, bool script = true)
    {
        if (_missing is not null)
            Assert.Skip(_missing);
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = phone ? new ViewportSize { Width = 360, Height = 740 } : new ViewportSize { Width = 1280, Height = 800 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            HasTouch = phone,
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = script,
        });
        // What a page does not show by then, it never shows.
        context.SetDefaultTimeout((float)Patience.Limit.TotalMilliseconds);
        var page = new OpenedPage(context, await context.NewPageAsync());
        await page.GoAsync(address);
        return page;
    }

    public async ValueTask InitializeAsync()
    {
        using var install = Process.Start(new ProcessStartInfo(Path.Combine(Root(), "scripts", "install-chromium")) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaint = install.StandardError.ReadToEndAsync();
        var program = (await install.StandardOutput.ReadToEndAsync()).Trim();
        await install.WaitForExitAsync();
        if (install.ExitCode != 0)
        {
            _missing = $"no Chromium for the tests: {(await complaint).Trim()}";
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            // Root has no sandbox of user namespaces; the pages are our own.
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string Root([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", ".."));
}
