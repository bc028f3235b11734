using System.Globalization;
using ISyNet.Core.Csv;

namespace ISyNet.Search.Studies;

/// <summary>
/// The candidates of a study as CSV (RFC 4180, UTF-8): number, state, genotype, seed, every objective under its own name,
/// seconds, attempts, times in UTC, the machine's conditions and why it failed. Empty where there is nothing.
/// </summary>
public static class StudyCsv
{
    /// <summary>Writes a file; whole, or not at all.</summary>
    /// <exception cref="ISyNetException">It cannot be written.</exception>
    public static void Save(string path, StudyContents contents) => AtomicFile.WriteText(path, Write(contents));

    /// <summary>The text.</summary>
    public static string Write(StudyContents contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var metrics = Metrics(contents);
        return CsvTable.Write(
        [
            "number", "state", "genotype", "seed", .. metrics.Select(metric => metric.Name), "seconds", "attempts", "started_utc", "finished_utc",
            "machine", "system", "runtime", "cores", "workers", "load", "arithmetic", "failure",
        ], contents.Candidates.Select(candidate => Fields(candidate, metrics)));
    }

    // Those of the specification in its order, then what evaluators report besides.
    private static Metric[] Metrics(StudyContents contents)
    {
        var declared = contents.Study.Spec.Objectives.Select(o => o.Metric).ToArray();
        var reported = contents.Candidates.SelectMany(c => c.Evaluation?.Values.Select(v => v.Metric) ?? []).ToHashSet();
        return [.. declared, .. reported.Except(declared).OrderBy(metric => metric.Name, StringComparer.Ordinal)];
    }

    private static object?[] Fields(StudyCandidate candidate, Metric[] metrics)
    {
        var (evaluation, conditions) = (candidate.Evaluation, candidate.Conditions);
        return
        [
            candidate.Number, candidate.State, candidate.Proposal.Genotype, candidate.Proposal.Seed,
            .. metrics.Select(metric => (object?)evaluation?.Values.Find(metric)),
            evaluation?.Seconds, candidate.Attempts, Time(candidate.StartedAt), Time(candidate.FinishedAt),
            conditions?.Machine, conditions?.System, conditions?.Runtime, conditions?.Cores, conditions?.Workers, conditions?.Load, conditions?.Arithmetic, evaluation?.Error,
        ];
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
