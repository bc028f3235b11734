using System.Collections.Immutable;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Fonts;

namespace ISyNet.Reports.Html;

/// <summary>Parts of a report for a page of another host, such as a dashboard: markup without style and scripts, which the host serves once.</summary>
public static class ReportFragment
{
    /// <summary>The style of parts; with charts or drawings, <see cref="ChartAssets.Style"/> comes after it.</summary>
    public static string Style => EmbeddedFile.Text(typeof(ReportFragment).Assembly, "html/report.css");

    /// <summary>Sorts tables by a click on a column's title. It serves the tables that are on the page when it runs.</summary>
    public static string Script => EmbeddedFile.Text(typeof(ReportFragment).Assembly, "html/report.js");

    /// <summary>The font of the style, <c>Inter</c>, as OpenType: the host declares it.</summary>
    /// <param name="bold">Weight 600 instead of 400.</param>
    public static byte[] Font(bool bold) => EmbeddedFile.Bytes(typeof(ReportFragment).Assembly, bold ? ReportFont.SemiBoldResource : ReportFont.RegularResource);

    /// <summary>The markup of parts, all text escaped. A host that inserts it into a page calls <c>isynetCharts.drawAll</c> then.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="prefix">Begins the ids of the markup, so that several fragments fit on one page.</param>
    public static string Render(ImmutableArray<ReportPart> parts, string prefix = "")
    {
        var renderer = new PartRenderer(prefix);
        return string.Concat(parts.Select(part => Markup.Fragment(renderer.Render(part))));
    }
}
