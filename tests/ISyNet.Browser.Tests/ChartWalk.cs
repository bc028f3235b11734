using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ISyNet.Browser.Tests;

/// <summary>Walks a chart with the keyboard, and finds the same points with the mouse.</summary>
internal static partial class ChartWalk
{
    public static async Task WalkAsync(OpenedPage opened, ILocator chart)
    {
        var (stage, tip) = (chart.Locator(".chart-stage"), chart.Locator(".chart-tip"));
        Assert.NotEqual("", await stage.GetAttributeAsync("aria-label"));
        await stage.PressAsync("Home");
        var first = await SaidAsync(opened, chart);
        Assert.True(await tip.IsVisibleAsync());
        var count = int.Parse(Position().Match(first).Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        await stage.PressAsync("End");
        var last = await SaidAsync(opened, chart);
        Assert.Equal((count, count), Where(last));
        await stage.PressAsync("Home");
        if (count > 1)
        {
            await stage.PressAsync("ArrowRight");
            Assert.Equal((2, count), Where(await SaidAsync(opened, chart)));
        }

        // What the keyboard has ringed, the mouse finds there; of points that lie upon each other, one of them.
        var (name, ring) = (await tip.Locator("strong").TextContentAsync(), (await chart.Locator(".chart-ring").BoundingBoxAsync())!);
        await stage.PressAsync("Escape");
        Assert.False(await tip.IsVisibleAsync());
        await opened.Page.Mouse.MoveAsync(ring.X + (ring.Width / 2), ring.Y + (ring.Height / 2));
        Assert.True(await tip.IsVisibleAsync(), $"the mouse finds nothing where the keyboard found {name}");
        var found = (await chart.Locator(".chart-ring").BoundingBoxAsync())!;
        Assert.InRange(found.X + (found.Width / 2), ring.X - 10, ring.X + ring.Width + 10);
        Assert.InRange(found.Y + (found.Height / 2), ring.Y - 10, ring.Y + ring.Height + 10);
        await opened.Page.Mouse.MoveAsync(0, 0);

        // The table has the data, up to its bound.
        await chart.Locator(".chart-table tbody tr").First.WaitForAsync();
        Assert.InRange(await chart.Locator(".chart-table tbody tr").CountAsync(), 1, 200);
    }

    private static (int At, int Of) Where(string said)
    {
        var match = Position().Match(said);
        Assert.True(match.Success, said);
        return (int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<string> SaidAsync(OpenedPage opened, ILocator chart)
    {
        var said = await opened.SpokenAsync(chart);
        Assert.Contains(await chart.Locator(".chart-tip strong").TextContentAsync() ?? "", said, StringComparison.Ordinal);
        return said;
    }

    [GeneratedRegex(@"(\d+) of (\d+)\.")]
    private static partial Regex Position();
}
