using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ISyNet.Application.Results;
using ISyNet.Core.Results;
using ISyNet.Reports.Studies;
using ISyNet.Search;
using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Application.Studies;

/// <summary>Writes a comparison of studies: a page with its pictures, and <c>comparison.json</c>, format <c>isynet.study-comparison/1</c>.</summary>
public static class ComparisonResults
{
    private const string Format = "isynet.study-comparison/1";

    /// <summary>Writes the folder.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="folder">Created if it does not exist.</param>
    /// <param name="use">What to do with existing results.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="OccupiedException">The folder is occupied.</exception>
    /// <exception cref="ISyNetException">A file cannot be written.</exception>
    public static void Write(StudyComparison comparison, ComparisonFolder folder, FolderUse use, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(folder);
        var studies = string.Join(", ", comparison.Curves.Select(curve => curve.Study.Name));
        using var held = folder.Begin(ResultKind.Compare, ImmutableSortedDictionary<string, string>.Empty.Add("studies", studies), use);
        var unit = $"Of {string.Join(" and ", comparison.Targets.Select(Words))}: 1 is the whole box from the best values ({Values(comparison.Ideal)}) to the reference point ({Values(comparison.Reference)}).";
        StudyComparisonReport.Create("Comparison of studies", unit, [.. comparison.Curves.Select(HypervolumeSeries.FromCurve)]).Write(folder.Path, ResultFiles.ComparisonReport, cancellation);
        AtomicFile.WriteText(folder.Comparison, Write(comparison));
    }

    /// <summary>The text of comparison.json: the targets, the box of the hypervolume, and the hypervolume of each study (0 to 1) after each candidate.</summary>
    public static string Write(StudyComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return JsonSerializer.Serialize(new
        {
            Format,
            comparison.Targets,
            comparison.Ideal,
            comparison.Reference,
            comparison.Cautions,
            Studies = comparison.Curves.Select(curve => new { curve.Study.Name, curve.Final, curve.ByEvaluations, curve.ByWallTime }),
        }, MetricsJson.Options);
    }

    private static string Words(Metric metric) => metric == Metric.Error ? "held-out error" : metric == Metric.LatencyMsPerImage ? "latency (ms per image)" : metric.Name;

    private static string Values(IEnumerable<double> values) => string.Join(", ", values.Select(value => value.ToString("G4", CultureInfo.InvariantCulture)));
}
