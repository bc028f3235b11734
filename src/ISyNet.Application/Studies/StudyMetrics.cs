using System.Text.Json;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Application.Studies;

/// <summary>The figures of a study as <c>metrics.json</c>, format <c>isynet.study-metrics/1</c>.</summary>
internal static class StudyMetrics
{
    private const string Format = "isynet.study-metrics/1";

    /// <summary>The text: specification, counts, the best candidate, the front, and the hypervolume (0 to 1) after each candidate.</summary>
    /// <exception cref="StudyException">No candidate within the bounds is complete yet.</exception>
    public static string Write(StudyContents contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var front = contents.Front.ToHashSet();
        return JsonSerializer.Serialize(new
        {
            Format,
            contents.Study.Name,
            Spec = JsonSerializer.Deserialize<JsonElement>(StudySpecJson.Write(contents.Study.Spec)),
            contents.Counts,
            contents.Arithmetic,
            Failures = contents.Failures.Select(reason => new { reason.Error, reason.Numbers }),
            Best = contents.Best is { } best ? Describe(best) : null,
            Front = contents.Candidates.Where(c => front.Contains(c.Number)).Select(Describe),
            HypervolumeByEvaluations = StudyComparison.Create([contents]).Curves[0].ByEvaluations,
        }, MetricsJson.Options);
    }

    /// <summary>Writes the file.</summary>
    public static void Save(string path, StudyContents contents) => AtomicFile.WriteText(path, Write(contents));

    private static object Describe(StudyCandidate candidate) => new
    {
        candidate.Number,
        candidate.Proposal.Genotype,
        Objectives = candidate.Evaluation!.Values,
        candidate.Evaluation.Seconds,
    };
}
