using System.Collections.Immutable;
using ISyNet.Dashboard.Pages;
using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Dashboard.Live;

/// <summary>Keeps an open page of a study up to date.</summary>
internal sealed class StudyWatch(StudyLibrary library, StudyKey key, TimeProvider clock) : PageWatch(clock)
{
    private StudySnapshot? _seen;
    private ImmutableArray<IdleWorker> _idle = [];

    /// <summary>The curves of the candidates that a study's charts name.</summary>
    public static async Task<IReadOnlyList<(StudyCandidate Candidate, IReadOnlyList<CurvePoint> Curve)>> CurvesAsync(
        StudyLibrary library, StudyKey key, StudySnapshot study, CancellationToken cancellation)
    {
        var reader = await library.ReaderAsync(key.Folder, cancellation);
        var shown = new List<(StudyCandidate, IReadOnlyList<CurvePoint>)>();
        foreach (var candidate in study.Named)
            shown.Add((candidate, await reader.CurveAsync(key.Name, candidate.Number, cancellation)));
        return shown;
    }

    protected override async Task LookAsync(CancellationToken cancellation)
    {
        var (study, connected, now) = (await library.ReadAsync(key, cancellation), await library.WorkersAsync(key, cancellation), Clock.GetUtcNow());
        var idle = StudyWorkers.Idle(study, connected, now);
        if (study != _seen || !idle.SequenceEqual(_idle))
            Part(StudyWorkers.Id, StudyWorkers.Render(key, study, connected, now));
        _idle = idle;
        if (study != _seen)
        {
            var parts = StudyParts.Render(key, study, now);
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
