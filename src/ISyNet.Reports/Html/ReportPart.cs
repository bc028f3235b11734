using System.Collections.Immutable;
using ISyNet.Reports.Figures;

namespace ISyNet.Reports.Html;

/// <summary>A building block of a page. All text in it is plain text; the page escapes it.</summary>
public abstract record ReportPart;

/// <summary>A chapter: its heading, shown in the list of contents, and what stands below it.</summary>
public sealed record Section(string Title, ImmutableArray<ReportPart> Parts);

/// <summary>A paragraph.</summary>
public sealed record Paragraph(string Text) : ReportPart;

/// <summary>A remark that stands out; <paramref name="Tone"/> says how.</summary>
public sealed record Note(string Text, NoteTone Tone = NoteTone.Plain) : ReportPart;

/// <summary>What a remark means.</summary>
public enum NoteTone
{
    /// <summary>Good to know.</summary>
    Plain,

    /// <summary>Something was proven.</summary>
    Good,

    /// <summary>Something failed or must not be overlooked.</summary>
    Bad,
}

/// <summary>Big numbers side by side.</summary>
public sealed record Headlines(ImmutableArray<Headline> Items) : ReportPart;

/// <summary>One big number, its unit, what it is, and a remark under it.</summary>
public sealed record Headline(string Label, string Value, string Unit = "", string Remark = "");

/// <summary>Named values in two columns.</summary>
public sealed record FactList(ImmutableArray<Fact> Facts) : ReportPart;

/// <summary>A picture with its title and a caption.</summary>
public sealed record FigurePart(Figure Figure, string Caption) : ReportPart;

/// <summary>Pictures side by side, each with a line below; they are carried inside the page.</summary>
public sealed record Gallery(ImmutableArray<GalleryPicture> Pictures) : ReportPart;

/// <summary>A PNG of a gallery.</summary>
/// <param name="Png">The file's bytes.</param>
/// <param name="Description">What it shows, in words, for those who cannot see it.</param>
/// <param name="Caption">The line below it.</param>
public sealed record GalleryPicture(byte[] Png, string Description, string Caption);

/// <summary>Parts that are folded away until the reader asks; <paramref name="Summary"/> is what stands there instead.</summary>
public sealed record Folded(string Summary, ImmutableArray<ReportPart> Parts) : ReportPart;
