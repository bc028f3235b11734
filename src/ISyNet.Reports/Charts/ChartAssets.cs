using ISyNet.Reports.Figures;

namespace ISyNet.Reports.Charts;

/// <summary>The scripts and the style that draw charts in a browser. They load nothing, use no eval and set no style attributes in markup, so a policy of <c>'self'</c> allows them.</summary>
public static class ChartAssets
{
    private static readonly Lazy<string> LibraryText = new(() => Read("echarts.min.js"));
    private static readonly Lazy<string> ScriptText = new(() => Read("charts.js"));
    private static readonly Lazy<string> StyleText = new(() => FigureColors.Variables() + Read("charts.css") + Read("network.css"));

    /// <summary>The part of Apache ECharts that <see cref="Script"/> draws with; it must come first.</summary>
    public static string Library => LibraryText.Value;

    /// <summary>Draws every <c>figure</c> with <c>data-chart</c>, and offers <c>isynetCharts</c> (docs/charts.md).</summary>
    public static string Script => ScriptText.Value;

    /// <summary>The style of charts and of the drawings of networks, with their colours, light and dark.</summary>
    public static string Style => StyleText.Value;

    /// <summary>The licences of <see cref="Library"/>.</summary>
    public static string Licences => Read("LICENSES.txt");

    private static string Read(string name) => EmbeddedFile.Text(typeof(ChartAssets).Assembly, "charts/" + name);
}
