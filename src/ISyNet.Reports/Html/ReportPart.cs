using System.Collections.Immutable;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Figures;

namespace ISyNet.Reports.Html;

/// <summary>A building block of a page. All text in it is plain text; the page escapes it.</summary>
public abstract record ReportPart;

/// <summary>A section: its heading, shown in the table of contents, and its content.</summary>
public sealed record Section(string Title, ImmutableArray<ReportPart> Parts);

/// <summary>A paragraph.</summary>
public sealed record Paragraph(string Text) : ReportPart;

/// <summary>A highlighted note with a <paramref name="Tone"/>.</summary>
public sealed record Note(string Text, NoteTone Tone = NoteTone.Plain) : ReportPart;

/// <summary>The kind of a note.</summary>
public enum NoteTone
{
    /// <summary>Good to know.</summary>
    Plain,

    /// <summary>A check has passed.</summary>
    Good,

    /// <summary>Something failed or is important.</summary>
    Bad,
}

/// <summary>Big numbers side by side.</summary>
public sealed record Headlines(ImmutableArray<Headline> Items) : ReportPart;

/// <summary>One big number with its unit, label and a note under it.</summary>
public sealed record Headline(string Label, string Value, string Unit = "", string Remark = "");

/// <summary>Named values in two columns.</summary>
public sealed record FactList(ImmutableArray<Fact> Facts) : ReportPart;

/// <summary>A picture with its title and a caption.</summary>
public sealed record FigurePart(Figure Figure, string Caption) : ReportPart;

/// <summary>A chart that has no picture, with a caption.</summary>
public sealed record ChartPart(Chart Chart, string Caption) : ReportPart;

/// <summary>Pictures side by side, each with a line below; they are embedded in the page.</summary>
/// <param name="Pictures">The pictures.</param>
/// <param name="IsWide">Whether each of them is a pair, twice as wide.</param>
public sealed record Gallery(ImmutableArray<GalleryPicture> Pictures, bool IsWide = false) : ReportPart;

/// <summary>A PNG of a gallery.</summary>
/// <param name="Png">The file's bytes.</param>
/// <param name="Description">A description in words, for screen readers.</param>
/// <param name="Caption">The line below it.</param>
public sealed record GalleryPicture(byte[] Png, string Description, string Caption);

/// <summary>Collapsed parts; <paramref name="Summary"/> is the visible text.</summary>
public sealed record Folded(string Summary, ImmutableArray<ReportPart> Parts) : ReportPart;
