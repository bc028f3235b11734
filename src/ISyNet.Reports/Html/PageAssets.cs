using ISyNet.Reports.Fonts;

namespace ISyNet.Reports.Html;

/// <summary>The style, script and font of pages, for a host that serves them as files. Reports contain them.</summary>
public static class PageAssets
{
    /// <summary>The style of page parts and figures. The font family is <c>Inter</c>; the host declares it.</summary>
    public static string Style => EmbeddedFile.Text(typeof(PageAssets).Assembly, "html/report.css") + FigureStyle.Css();

    /// <summary>The script that sorts tables.</summary>
    public static string Script => EmbeddedFile.Text(typeof(PageAssets).Assembly, "html/report.js");

    /// <summary>The font, OpenType, at weight 400.</summary>
    public static byte[] RegularFont() => EmbeddedFile.Bytes(typeof(PageAssets).Assembly, ReportFont.RegularResource);

    /// <summary>The font, OpenType, at weight 600.</summary>
    public static byte[] SemiBoldFont() => EmbeddedFile.Bytes(typeof(PageAssets).Assembly, ReportFont.SemiBoldResource);
}
