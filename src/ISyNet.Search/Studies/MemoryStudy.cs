namespace ISyNet.Search.Studies;

/// <summary>One study of a <see cref="MemoryStudyStore"/>, which holds its lock around every call.</summary>
internal sealed class MemoryStudy(Study study)
{
    private readonly List<StudyCandidate> _candidates = [];
    private readonly Dictionary<int, SortedDictionary<double, CurvePoint>> _curves = [];
    private readonly SortedSet<int> _waiting = [];
    private readonly SortedSet<int> _running = [];
    private int _failed;

    public Study Study { get; } = study;

    public StudyNumerics? Numerics { get; set; }

    public int? Trials { get; set; }

    public StudyCounts Counts() =>
        new(_waiting.Count, _running.Count, _candidates.Count - _waiting.Count - _running.Count - _failed, _failed);

    public bool Append(IReadOnlyList<Proposal> proposals)
    {
        if (!StudyErrors.CanAppend(Study.Name, _candidates.Count, proposals))
            return false;
        foreach (var proposal in proposals)
        {
            _candidates.Add(StudyCandidate.New(proposal));
            _waiting.Add(proposal.Number);
        }

        return true;
    }

    public StudyCandidate? Lease(int from, int below, LeaseOwner owner, TimeSpan duration, int maxAttempts, DateTimeOffset now)
    {
        while (FirstFree(from, below, now) is { } number)
        {
            if (_candidates[number].Attempts < maxAttempts)
                return Start(number, owner, duration, now);
            End(number, StudyErrors.WorkerDied(_candidates[number].Attempts), null, now);
        }

        return null;
    }

    public bool Renew(int number, LeaseOwner owner, DateTimeOffset expiresAt) =>
        Holds(number, owner) && Set(number, _candidates[number] with { Lease = new Lease(owner, expiresAt) });

    public bool Return(int number, LeaseOwner owner, bool counted)
    {
        if (!Holds(number, owner))
            return false;
        var candidate = _candidates[number];
        _curves.Remove(number);
        _running.Remove(number);
        _waiting.Add(number);
        return Set(number, candidate with
        {
            State = CandidateState.Waiting,
            Lease = null,
            StartedAt = null,
            Attempts = candidate.Attempts - (counted ? 0 : 1),
        });
    }

    public bool AddCurvePoint(int number, LeaseOwner owner, CurvePoint point)
    {
        if (!Holds(number, owner))
            return false;
        if (!_curves.TryGetValue(number, out var curve))
            _curves[number] = curve = [];
        curve[point.Epoch] = point;
        return true;
    }

    public bool Finish(int number, LeaseOwner owner, Evaluation evaluation, MachineConditions? conditions, DateTimeOffset now)
    {
        if (!Holds(number, owner))
            return false;
        if (!evaluation.Curve.IsDefaultOrEmpty)
            _curves[number] = new(evaluation.Curve.DistinctBy(p => p.Epoch).ToDictionary(p => p.Epoch));
        return End(number, evaluation with { Curve = [], Error = StudyErrors.Shorten(evaluation.Error) }, conditions, now);
    }

    public IReadOnlyList<StudyCandidate> Read(int from, int below)
    {
        from = Math.Clamp(from, 0, _candidates.Count);
        return _candidates.GetRange(from, Math.Clamp(below, from, _candidates.Count) - from);
    }

    public StartedCandidates ReadStarted(int from) => new(_candidates.Count, Trials, [.. Read(from, int.MaxValue).Where(c => c.State != CandidateState.Waiting)]);

    public IReadOnlyList<CurvePoint> Curve(int number) => _curves.TryGetValue(number, out var curve) ? [.. curve.Values] : [];

    private int? FirstFree(int from, int below, DateTimeOffset now)
    {
        if (from >= below)
            return null;
        var waiting = _waiting.GetViewBetween(from, below - 1);
        var free = waiting.Count > 0 ? waiting.Min : below;
        foreach (var number in _running.GetViewBetween(from, below - 1))
        {
            if (number >= free)
                break;
            if (_candidates[number].Lease!.ExpiresAt <= now)
                return number;
        }

        return free < below ? free : null;
    }

    private StudyCandidate Start(int number, LeaseOwner owner, TimeSpan duration, DateTimeOffset now)
    {
        _waiting.Remove(number);
        _running.Add(number);
        _curves.Remove(number);
        var candidate = _candidates[number];
        Set(number, candidate with
        {
            State = CandidateState.Running,
            Attempts = candidate.Attempts + 1,
            Lease = new Lease(owner, now + duration),
            StartedAt = now,
        });
        return _candidates[number];
    }

    private bool End(int number, Evaluation evaluation, MachineConditions? conditions, DateTimeOffset now)
    {
        _running.Remove(number);
        _waiting.Remove(number);
        _failed += evaluation.Succeeded ? 0 : 1;
        return Set(number, _candidates[number] with
        {
            State = evaluation.Succeeded ? CandidateState.Complete : CandidateState.Failed,
            Lease = null,
            FinishedAt = now,
            Evaluation = evaluation,
            Conditions = conditions,
        });
    }

    private bool Holds(int number, LeaseOwner owner) =>
        number >= 0 && number < _candidates.Count && _candidates[number] is { State: CandidateState.Running } candidate && candidate.Lease!.Owner == owner;

    private bool Set(int number, StudyCandidate candidate)
    {
        _candidates[number] = candidate;
        return true;
    }
}
