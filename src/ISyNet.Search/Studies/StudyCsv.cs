using System.Globalization;
using System.Text;

namespace ISyNet.Search.Studies;

/// <summary>
/// The candidates of a study as CSV (RFC 4180, UTF-8): number, state, genotype, seed, every objective under its own name,
/// seconds, attempts, times in UTC, the machine's conditions and the error. Missing values are empty.
/// </summary>
public static class StudyCsv
{
    /// <summary>Writes a file atomically.</summary>
    /// <exception cref="ISyNetException">It cannot be written.</exception>
    public static void Save(string path, StudyContents contents) => AtomicFile.WriteText(path, Write(contents));

    /// <summary>The text.</summary>
    public static string Write(StudyContents contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var names = ObjectiveNames(contents);
        var text = new StringBuilder();
        AppendLine(text,
        [
            "number", "state", "genotype", "seed", .. names, "seconds", "attempts", "started_utc", "finished_utc",
            "machine", "system", "runtime", "cores", "workers", "load", "failure",
        ]);
        foreach (var candidate in contents.Candidates)
            AppendLine(text, Fields(candidate, names));
        return text.ToString();
    }

    // Those of the specification in its order, then what evaluators report besides.
    private static string[] ObjectiveNames(StudyContents contents)
    {
        var declared = contents.Study.Spec.Objectives.Select(o => o.Name).ToArray();
        var reported = contents.Candidates.SelectMany(c => c.Evaluation?.Objectives.Keys ?? []).ToHashSet(StringComparer.Ordinal);
        return [.. declared, .. reported.Except(declared, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Fields(StudyCandidate candidate, string[] names)
    {
        var (evaluation, conditions) = (candidate.Evaluation, candidate.Conditions);
        return
        [
            Text(candidate.Number), candidate.State.ToString(), candidate.Proposal.Genotype, Text(candidate.Proposal.Seed),
            .. names.Select(name => evaluation is not null && evaluation.Objectives.TryGetValue(name, out var value) ? Text(value) : ""),
            Text(evaluation?.Seconds), Text(candidate.Attempts), Time(candidate.StartedAt), Time(candidate.FinishedAt),
            conditions?.Machine ?? "", conditions?.System ?? "", conditions?.Runtime ?? "",
            Text(conditions?.Cores), Text(conditions?.Workers), Text(conditions?.Load), evaluation?.Error ?? "",
        ];
    }

    private static void AppendLine(StringBuilder text, IEnumerable<string> fields) => text.AppendJoin(',', fields.Select(Quote)).Append('\n');

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny("\",\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) ?? "";
}
