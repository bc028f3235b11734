using ISyNet.Dashboard.Pages;
using ISyNet.Search.Studies;

namespace ISyNet.Dashboard.Live;

/// <summary>Keeps an open page of a candidate up to date: its state and worker, its curve, and at last its result.</summary>
internal sealed class CandidateWatch(StudyLibrary library, StudyKey key, int number, TimeProvider clock) : PageWatch(clock)
{
    private (StudySnapshot, StudyCandidate)? _seen;

    protected override async Task LookAsync(CancellationToken cancellation)
    {
        var (study, candidate) = await library.FindAsync(key, number, cancellation);
        var isNews = _seen != (study, candidate);
        if (isNews)
        {
            foreach (var (id, element) in CandidateResult.Parts(study, candidate, Clock.GetUtcNow()))
                Part(id, element);
            _seen = (study, candidate);
        }

        if (isNews || !candidate.IsFinished)
            Chart("chart-curve", StudyCharts.Curves(key, [(candidate, await library.CurveAsync(key, number, cancellation))], study.Best?.Number));
    }

    protected override Task<bool> IsGoneAsync(CancellationToken cancellation) => library.IsGoneAsync(key, cancellation);
}
