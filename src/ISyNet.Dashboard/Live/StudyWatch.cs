using ISyNet.Dashboard.Pages;
using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Dashboard.Live;

/// <summary>Keeps an open page of a study up to date.</summary>
internal sealed class StudyWatch(StudyLibrary library, StudyKey key, TimeProvider clock) : PageWatch(clock)
{
    private const int MostCurves = 8, LastCurves = 3;

    private StudySnapshot? _seen;

    /// <summary>The curves that a study's page shows: of the running candidates, the best one and the last ones.</summary>
    public static async Task<IReadOnlyList<(StudyCandidate Candidate, IReadOnlyList<CurvePoint> Curve)>> CurvesAsync(
        StudyLibrary library, StudyKey key, StudySnapshot study, CancellationToken cancellation)
    {
        var reader = await library.ReaderAsync(key.Folder, cancellation);
        var shown = new List<(StudyCandidate, IReadOnlyList<CurvePoint>)>();
        foreach (var candidate in study.Running.Take(MostCurves).Append(study.Best).OfType<StudyCandidate>().Concat(study.Started.Where(c => c.IsFinished).TakeLast(LastCurves)).DistinctBy(c => c.Number).OrderBy(c => c.Number))
            shown.Add((candidate, await reader.CurveAsync(key.Name, candidate.Number, cancellation)));
        return shown;
    }

    protected override async Task LookAsync(CancellationToken cancellation)
    {
        var study = await library.ReadAsync(key, cancellation);
        if (study != _seen)
        {
            var parts = StudyParts.Render(key, study, Clock.GetUtcNow());
            foreach (var (id, element) in parts.Elements)
                Part(id, new(element));
            foreach (var (id, chart) in parts.Charts)
                Chart(id, chart);
            Tell("rows", new { finished = study.Counts.Finished, proposed = study.Proposed });
            _seen = study;
        }

        Chart("chart-curves", StudyCharts.Curves(key, await CurvesAsync(library, key, study, cancellation), study.Best?.Number));
    }

    protected override Task<bool> IsGoneAsync(CancellationToken cancellation) => library.IsGoneAsync(key, cancellation);
}
