using ScottPlot;
using SkiaSharp;

namespace ISyNet.Reports.Fonts;

/// <summary>
/// The typeface of all pictures and pages, Inter, inside the assembly: a bare machine has no fonts, and
/// SkiaSharp without fontconfig does not find installed fonts, so text would be missing from the pictures.
/// </summary>
internal sealed class ReportFont : IFontResolver
{
    public const string Family = "Inter";
    public const string RegularResource = "fonts/Inter-Regular.otf";
    public const string SemiBoldResource = "fonts/Inter-SemiBold.otf";

    private static readonly Lazy<SKTypeface> Regular = new(() => Load(RegularResource));
    private static readonly Lazy<SKTypeface> SemiBold = new(() => Load(SemiBoldResource));
    private static readonly Lazy<bool> Installed = new(Install);

    /// <summary>Makes ScottPlot draw with this font; done once per process.</summary>
    public static void EnsureInstalled() => _ = Installed.Value;

    /// <summary>The typeface for measuring text.</summary>
    public static SKTypeface Typeface(bool bold) => (bold ? SemiBold : Regular).Value;

    SKTypeface? IFontResolver.CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family ? Typeface(weight >= FontWeight.SemiBold) : null;

    SKTypeface? IFontResolver.CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName == Family ? Typeface(bold) : null;

    private static bool Install()
    {
        ScottPlot.Fonts.FontResolvers.Insert(0, new ReportFont());
        ScottPlot.Fonts.Default = Family;
        return true;
    }

    private static SKTypeface Load(string resource)
    {
        using var data = SKData.CreateCopy(EmbeddedFile.Bytes(typeof(ReportFont).Assembly, resource));
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"the font '{resource}' cannot be read");
    }
}
