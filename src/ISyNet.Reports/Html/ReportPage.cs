using System.Collections.Immutable;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Networks;

namespace ISyNet.Reports.Html;

/// <summary>
/// A self-contained page: one HTML file with style, script, font and pictures inside, which loads nothing. It follows the
/// reader's light or dark scheme, fits a phone and prints.
/// </summary>
/// <param name="Title">Title of the page.</param>
/// <param name="Subtitle">One line under it.</param>
/// <param name="Lead">The content before the first section.</param>
/// <param name="Sections">The sections.</param>
public sealed record ReportPage(
    string Title, string Subtitle, ImmutableArray<ReportPart> Lead, ImmutableArray<Section> Sections)
{
    /// <summary>The last line of the page.</summary>
    public string Footer { get; init; } = "Made by ISyNet for .NET. This page works offline.";

    /// <summary>All pictures of the page, in order.</summary>
    public IEnumerable<Figure> Figures => Lead.Concat(Sections.SelectMany(s => s.Parts)).SelectMany(FiguresOf);

    /// <summary>Whether a part of the page is a chart or a drawing, which need the script of the charts.</summary>
    internal bool HasCharts => Lead.Concat(Sections.SelectMany(s => s.Parts)).Any(IsChart);

    /// <summary>The text of the page.</summary>
    public string Render() => PageRenderer.Render(this);

    /// <summary>Writes the pictures as PNG and then the page, each under a temporary name and then renamed.</summary>
    /// <param name="folder">Created if missing.</param>
    /// <param name="fileName">Name of the page's file.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <returns>Paths of the files written, the page first.</returns>
    /// <exception cref="ISyNetException">A file cannot be written.</exception>
    public IReadOnlyList<string> Write(string folder, string fileName, CancellationToken cancellation = default)
    {
        var page = Path.Combine(folder, fileName);
        var written = new List<string> { page };
        foreach (var figure in Figures)
        {
            cancellation.ThrowIfCancellationRequested();
            written.Add(figure.SavePng(folder));
        }

        cancellation.ThrowIfCancellationRequested();
        WriteFile(page);
        return written;
    }

    /// <summary>Writes the page alone, its pictures inside, under a temporary name and then renamed.</summary>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    public void WriteFile(string path) => AtomicFile.WriteText(path, Render());

    private static bool IsChart(ReportPart part) => part switch
    {
        ChartPart or NetworkDrawing or FigurePart { Figure.Chart: not null } => true,
        Folded folded => folded.Parts.Any(IsChart),
        _ => false,
    };

    private static IEnumerable<Figure> FiguresOf(ReportPart part) => part switch
    {
        FigurePart picture => [picture.Figure],
        Folded folded => folded.Parts.SelectMany(FiguresOf),
        _ => [],
    };
}
