using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Html;

namespace ISyNet.Dashboard.Pages;

/// <summary>The scripts, styles and fonts of the pages. Their addresses hold a hash, so browsers may keep them.</summary>
internal static class AssetFiles
{
    private static readonly Lazy<ImmutableDictionary<string, Asset>> All = new(() => ImmutableDictionary.CreateRange(
    [
        Script("charts-library.js", ChartAssets.Library), Script("charts.js", ChartAssets.Script), Script("report.js", ReportFragment.Script), Script("dashboard.js", Own("dashboard.js")),
        Style("report.css", ReportFragment.Style), Style("charts.css", ChartAssets.Style), Style("dashboard.css", Faces + Own("dashboard.css")),
        Named("icon.svg", "image/svg+xml", Encoding.UTF8.GetBytes(Own("icon.svg"))),
        Named("regular.otf", "font/otf", ReportFragment.Font(bold: false)), Named("semibold.otf", "font/otf", ReportFragment.Font(bold: true)),
    ]));

    private const string Faces = """
        @font-face { font-family: Inter; font-weight: 400; font-display: swap; src: url(/assets/regular.otf); }
        @font-face { font-family: Inter; font-weight: 600; font-display: swap; src: url(/assets/semibold.otf); }

        """;

    /// <summary>The styles of every page, in order.</summary>
    public static ImmutableArray<string> Styles { get; } = ["report.css", "charts.css", "dashboard.css"];

    /// <summary>The scripts of every page, in order.</summary>
    public static ImmutableArray<string> Scripts { get; } = ["charts-library.js", "charts.js", "report.js", "dashboard.js"];

    /// <summary>The asset with a name; null if there is none.</summary>
    public static Asset? Find(string name) => All.Value.GetValueOrDefault(name);

    /// <summary>The address of an asset.</summary>
    public static string Address(string name) => $"/assets/{name}?v={All.Value[name].Version}";

    private static string Own(string name) => EmbeddedFile.Text(typeof(AssetFiles).Assembly, $"assets/{name}");

    private static KeyValuePair<string, Asset> Script(string name, string text) => Named(name, "text/javascript; charset=utf-8", Encoding.UTF8.GetBytes(text));

    private static KeyValuePair<string, Asset> Style(string name, string text) => Named(name, "text/css; charset=utf-8", Encoding.UTF8.GetBytes(text));

    private static KeyValuePair<string, Asset> Named(string name, string type, byte[] bytes) =>
        new(name, new Asset(type, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))));
}

/// <summary>A file that pages load.</summary>
internal sealed record Asset(string ContentType, byte[] Bytes, string Version);
