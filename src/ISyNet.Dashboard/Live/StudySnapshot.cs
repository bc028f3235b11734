using System.Collections.Immutable;
using ISyNet.Search;
using ISyNet.Search.Pareto;
using ISyNet.Search.Studies;

namespace ISyNet.Dashboard.Live;

/// <summary>A study at one moment, with what its pages show of it; each is computed when first asked for. Immutable.</summary>
/// <param name="study">The study.</param>
/// <param name="proposed">Candidates proposed so far.</param>
/// <param name="trials">How many the last run was asked for; null if that is not known.</param>
/// <param name="started">The running and finished candidates, in order of number.</param>
internal sealed class StudySnapshot(Study study, int proposed, int? trials, ImmutableArray<StudyCandidate> started)
{
    private const int RecentTrials = 20, MostRunning = 8, LastFinished = 3;

    private readonly Lazy<ImmutableArray<Point?>> _points = new(() => Points(study, started));
    private readonly Lazy<StudyCounts> _counts = new(() => Count(proposed, started));
    private readonly Lazy<ImmutableArray<FailureReason>> _failures = new(() => new StudyContents(study, started).Failures);
    private ImmutableArray<int> _front;
    private ImmutableArray<(int Evaluations, double Hypervolume)> _hypervolume;

    /// <summary>The study.</summary>
    public Study Study => study;

    /// <summary>Candidates proposed so far.</summary>
    public int Proposed => proposed;

    /// <summary>How many the last run was asked for; null if that is not known.</summary>
    public int? Trials => trials;

    /// <summary>The running and finished candidates, in order of number.</summary>
    public ImmutableArray<StudyCandidate> Started => started;

    /// <summary>The started candidates as the contents of the study: those that wait are left out.</summary>
    public StudyContents Contents => new(study, started);

    /// <summary>How many are in each state.</summary>
    public StudyCounts Counts => _counts.Value;

    /// <summary>The objective that a candidate is judged by; null if the study has none.</summary>
    public Objective? Quality { get; } = Objective.QualityOf(study.Spec.Objectives);

    /// <summary>The candidates that run.</summary>
    public IEnumerable<StudyCandidate> Running => started.Where(c => c.State == CandidateState.Running);

    /// <summary>The candidates that charts name: those that run, the best one and the last ones, by number.</summary>
    public ImmutableArray<StudyCandidate> Named => [.. Running.Take(MostRunning).Append(Best).OfType<StudyCandidate>().Concat(Last()).DistinctBy(c => c.Number).OrderBy(c => c.Number)];

    /// <summary>Why candidates failed, the most frequent reason first.</summary>
    public ImmutableArray<FailureReason> Failures => _failures.Value;

    /// <summary>The candidate with the least first target within all bounds; null when there is none.</summary>
    public StudyCandidate? Best => Find(_points.Value.OfType<Point>().Where(p => p.Costs.Length > 0).MinBy(p => p.Costs[0])?.Number);

    /// <summary>The numbers of the candidates that no other dominates.</summary>
    public ImmutableArray<int> Front
    {
        get
        {
            if (_front.IsDefault)
                _front = [.. ParetoFront.Find(_points.Value.OfType<Point>()).Select(p => p.Number)];
            return _front;
        }
    }

    /// <summary>
    /// The hypervolume of the targets after so many finished candidates, as a part of the box from the best values to the reference point: where it steps, and at the end.
    /// Empty without a complete candidate.
    /// </summary>
    public ImmutableArray<(int Evaluations, double Hypervolume)> HypervolumeSteps
    {
        get
        {
            if (_hypervolume.IsDefault)
                _hypervolume = Steps();
            return _hypervolume;
        }
    }

    /// <summary>The candidate with a number, if it was started.</summary>
    public StudyCandidate? Find(int? number)
    {
        if (number is not { } wanted)
            return null;
        var (low, high) = (0, started.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (started[middle].Number == wanted)
                return started[middle];
            (low, high) = started[middle].Number < wanted ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>Whether a worker has a candidate, and its lease has not ended.</summary>
    public bool IsLive(DateTimeOffset now) => Running.Any(c => c.Lease?.ExpiresAt > now);

    /// <summary>The state of the study in words.</summary>
    public string State(DateTimeOffset now) => State(Counts, trials, IsLive(now));

    /// <summary>The state of a study in words.</summary>
    public static string State(StudyCounts counts, int? trials, bool isLive) =>
        isLive ? "running"
        : counts.Total == 0 ? "new"
        : trials is { } asked && counts.Finished >= asked ? "done"
        : counts.Running > 0 ? "interrupted" : "not running";

    /// <summary>Finished candidates per hour, of the last ones; null when fewer than two finished.</summary>
    public double? RatePerHour(DateTimeOffset now)
    {
        var times = started.Where(c => c.FinishedAt is not null).Select(c => c.FinishedAt!.Value).TakeLast(20 * RecentTrials).Order().TakeLast(RecentTrials).ToArray();
        if (times.Length < 2)
            return null;
        var end = State(now) == "running" && now > times[^1] ? now : times[^1];
        var hours = (end - times[0]).TotalHours;
        return hours > 0 ? (times.Length - 1) / hours : null;
    }

    private IEnumerable<StudyCandidate> Last()
    {
        var found = 0;
        for (var i = started.Length - 1; i >= 0 && found < LastFinished; i--)
        {
            if (!started[i].IsFinished)
                continue;
            found++;
            yield return started[i];
        }
    }

    private ImmutableArray<(int, double)> Steps()
    {
        var points = _points.Value.OfType<Point>().ToArray();
        if (points.Length == 0 || points[0].Costs.Length == 0)
            return [];
        var reference = ReferencePoint.FromPoints(points);
        var whole = reference.Select((worst, axis) => worst - points.Min(p => p.Costs[axis])).Aggregate(1.0, (product, range) => product * range);
        var steps = ImmutableArray.CreateBuilder<(int, double)>();
        var (front, evaluations, last) = (ImmutableArray<Point>.Empty, 0, 0.0);
        for (var i = 0; i < started.Length; i++)
        {
            if (!started[i].IsFinished)
                continue;
            evaluations++;
            if (_points.Value[i] is not { } point || IsCovered(front, point))
                continue;
            last += Hypervolume.Gain(front, reference, point) / whole;
            front = [.. front.Where(p => !point.Dominates(p)).Append(point).OrderBy(p => p.Costs[0])];
            steps.Add((evaluations, last));
        }

        if (steps.Count > 0 && steps[^1].Item1 < evaluations)
            steps.Add((evaluations, last));
        return steps.ToImmutable();
    }

    /// <summary>Whether a point of a front, which is sorted by the first cost, is nowhere worse.</summary>
    private static bool IsCovered(ImmutableArray<Point> front, Point point)
    {
        foreach (var other in front)
        {
            if (other.Costs[0] > point.Costs[0])
                return false;
            var covers = true;
            for (var axis = 1; axis < point.Costs.Length && covers; axis++)
                covers = other.Costs[axis] <= point.Costs[axis];
            if (covers)
                return true;
        }

        return false;
    }

    private static ImmutableArray<Point?> Points(Study study, ImmutableArray<StudyCandidate> started)
    {
        var contents = new StudyContents(study, started);
        return [.. started.AsParallel().AsOrdered().Select(contents.PointOf)];
    }

    private static StudyCounts Count(int proposed, ImmutableArray<StudyCandidate> started)
    {
        var (running, failed) = (0, 0);
        foreach (var candidate in started)
        {
            running += candidate.State == CandidateState.Running ? 1 : 0;
            failed += candidate.State == CandidateState.Failed ? 1 : 0;
        }

        return new StudyCounts(Math.Max(0, proposed - started.Length), running, started.Length - running - failed, failed);
    }
}
