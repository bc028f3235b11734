using System.Collections.Immutable;

namespace ISyNet.Detection.Annotations;

/// <summary>What was read from a file, and what in it was not sound.</summary>
/// <param name="Value">What was read.</param>
/// <param name="Problems">What was left out or mended, by kind.</param>
public sealed record Reading<T>(T Value, ImmutableArray<AnnotationProblem> Problems);

/// <summary>How unsound entries are met.</summary>
/// <param name="MostUnsound">The largest share of entries that may be left out, 0 to 1; above it, reading fails.</param>
/// <param name="ImageFolder">Where the pictures are; when null, the likely places around the annotations (docs/detection-data.md).</param>
/// <param name="CheckFiles">Whether a picture whose file is missing is left out; none at all is an error.</param>
public sealed record ReadingRules(double MostUnsound = 0.1, string? ImageFolder = null, bool CheckFiles = false);
