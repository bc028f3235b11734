using System.Collections.Immutable;

namespace ISyNet.Detection.Annotations;

/// <summary>The content of a file, and its invalid entries.</summary>
/// <param name="Value">The content.</param>
/// <param name="Problems">The entries that were left out or repaired, by kind.</param>
public sealed record Reading<T>(T Value, ImmutableArray<AnnotationProblem> Problems);

/// <summary>The treatment of invalid entries.</summary>
/// <param name="MostUnsound">The largest fraction of entries that may be left out, 0 to 1; above it, reading fails.</param>
/// <param name="ImageFolder">The folder of the pictures; null: the usual folders near the annotations are searched (docs/detection-data.md).</param>
/// <param name="CheckFiles">Whether pictures without a file are left out; it is an error if all files are missing.</param>
public sealed record ReadingRules(double MostUnsound = 0.1, string? ImageFolder = null, bool CheckFiles = false);
