using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>One role's colour on a light and on a dark page.</summary>
internal readonly record struct ThemeColor(string Light, string Dark)
{
    /// <summary>The colour of pictures; the page's style replaces it by the dark one.</summary>
    public Color Color => Color.FromHex(Light);

    /// <summary>The same colour, partly transparent.</summary>
    public Color WithAlpha(double alpha) => Color.WithAlpha(alpha);
}

/// <summary>
/// The palette of all figures. Hues after Okabe and Ito's colour-blind-safe set; every role has its own colour, so
/// the page can replace it for the dark scheme by its value.
/// </summary>
internal static class FigureColors
{
    public static readonly ThemeColor Background = new("#FEFEFE", "#171B21");
    public static readonly ThemeColor Ink = new("#1E252E", "#E4E8ED");
    public static readonly ThemeColor Muted = new("#56616E", "#A3ADB9");
    public static readonly ThemeColor Grid = new("#E3E7EC", "#2B323B");
    public static readonly ThemeColor Faint = new("#9AA7B5", "#6F7C8B");
    public static readonly ThemeColor Blue = new("#0A6CB0", "#58AEEA");
    public static readonly ThemeColor Orange = new("#E08E0B", "#F2B544");
    public static readonly ThemeColor Green = new("#0B8F69", "#35C79B");
    public static readonly ThemeColor Vermilion = new("#C94F08", "#F5854A");
    public static readonly ThemeColor Purple = new("#B85C92", "#E59CC7");
    public static readonly ThemeColor Sky = new("#45A5DA", "#86CDF6");
    public static readonly ThemeColor Heat = new("#17599B", "#3C7FD0");
    public static readonly ThemeColor OnHeat = new("#FDFDFD", "#FDFDFD");

    /// <summary>Colours for series without a role of their own, in the order of use: that of <c>charts.js</c>.</summary>
    public static readonly ThemeColor[] Series = [Orange, Purple, Sky, Vermilion, Green, Blue];

    /// <summary>Colours of classes of objects by number: those of their boxes in pictures, darker on a light page.</summary>
    public static readonly ThemeColor[] Classes =
    [
        new("#B27A00", "#E69F00"), new("#2A8AC4", "#56B4E9"), new("#00805C", "#009E73"), new("#8F8600", "#F0E442"), new("#2264AE", "#3D8FD6"), new("#BF5000", "#D55E00"),
        new("#B0568A", "#CC79A7"), new("#7D7D7D", "#BBBBBB"), new("#4C951C", "#9BE564"), new("#7A50C8", "#B08AF0"), new("#D4544F", "#FF9D9A"), new("#1A8C79", "#76D9C4"),
    ];

    /// <summary>All roles.</summary>
    public static readonly ThemeColor[] All =
        [Background, Ink, Muted, Grid, Faint, Blue, Orange, Green, Vermilion, Purple, Sky, Heat, OnHeat, .. Classes];

    /// <summary>The palette as variables of a page's style, <c>--chart-blue</c>, in light and dark.</summary>
    public static string Variables()
    {
        (string Name, ThemeColor Color)[] named =
        [
            ("background", Background), ("ink", Ink), ("muted", Muted), ("grid", Grid), ("faint", Faint), ("blue", Blue), ("orange", Orange), ("green", Green),
            ("vermilion", Vermilion), ("purple", Purple), ("sky", Sky), ("heat", Heat), ("on-heat", OnHeat),
            .. Classes.Select((color, i) => ($"class-{i}", color)),
        ];
        var light = string.Concat(named.Select(n => $"--chart-{n.Name}:{n.Color.Light};"));
        var dark = string.Concat(named.Select(n => $"--chart-{n.Name}:{n.Color.Dark};"));
        return $":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n";
    }

    /// <summary>The colour of series number <paramref name="index"/>; they repeat after the last.</summary>
    public static ThemeColor ForSeries(int index) => Series[index % Series.Length];
}
