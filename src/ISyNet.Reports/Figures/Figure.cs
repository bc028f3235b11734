using ISyNet.Reports.Charts;
using ISyNet.Reports.Fonts;
using ScottPlot;

namespace ISyNet.Reports.Figures;

/// <summary>
/// One picture of a report: drawn the same way as PNG and, inside a page, as SVG; most have a <see cref="Chart"/> that takes the place of the SVG where
/// scripts run. It does not depend on the machine: the font is included, and numbers are written in the invariant culture.
/// </summary>
public sealed class Figure
{
    private const int PngScale = 2;
    private readonly Func<Plot> _draw;

    internal Figure(string name, string title, string description, int width, int height, Func<Plot> draw)
    {
        (Name, Title, Description, Width, Height, _draw) = (name, title, description, width, height, draw);
    }

    /// <summary>A figure that is a chart: both show the same data.</summary>
    internal static Figure FromChart(string name, int width, int height, PlaneChart chart) =>
        new(name, chart.Title, chart.Description, width, height, () => PlanePicture.Draw(chart)) { Chart = chart };

    /// <summary>File name without extension: <c>pareto</c>.</summary>
    public string Name { get; }

    /// <summary>Display title.</summary>
    public string Title { get; }

    /// <summary>A description of the picture in words, for screen readers.</summary>
    public string Description { get; }

    /// <summary>Width in CSS pixels; the PNG has twice as many.</summary>
    public int Width { get; }

    /// <summary>Height in CSS pixels; the PNG has twice as many.</summary>
    public int Height { get; }

    /// <summary>The same as a chart that answers pointer and keyboard; null if there is none.</summary>
    public Chart? Chart { get; internal init; }

    /// <summary>The picture as PNG with its title, at two pixels per CSS pixel.</summary>
    public byte[] ToPng()
    {
        ReportFont.EnsureInstalled();
        using var plot = _draw();
        plot.Title(Title, 16);
        plot.Axes.Title.Label.ForeColor = FigureColors.Ink.Color;
        plot.Axes.Title.Label.Bold = true;
        plot.ScaleFactor = PngScale;
        return plot.GetImageBytes(PngScale * Width, PngScale * Height, ImageFormat.Png);
    }

    /// <summary>Writes <c>NAME.png</c> into a folder and returns its path.</summary>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    public string SavePng(string folder)
    {
        var path = Path.Combine(folder, Name + ".png");
        var png = ToPng();
        AtomicFile.Write(path, stream => stream.Write(png));
        return path;
    }

    /// <summary>The picture as SVG text, without the title, which is part of the page.</summary>
    internal string ToSvg()
    {
        ReportFont.EnsureInstalled();
        using var plot = _draw();
        return plot.GetSvgXml(Width, Height);
    }
}
