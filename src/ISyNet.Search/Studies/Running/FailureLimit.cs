namespace ISyNet.Search.Studies.Running;

/// <summary>Counts failures in a row over all workers of a run. Thread-safe.</summary>
internal sealed class FailureLimit(int limit)
{
    private readonly Lock _lock = new();
    private int _inARow;

    /// <summary>Counts a finished candidate.</summary>
    /// <exception cref="StudyException">So many failed in a row that the run ends.</exception>
    public void Count(Trial trial)
    {
        lock (_lock)
        {
            _inARow = trial.Evaluation.Succeeded ? 0 : _inARow + 1;
            if (_inARow >= limit)
                throw new StudyException($"{_inARow} candidates in a row failed, the last, {trial.Candidate.Number}, with: {trial.Evaluation.Error}");
        }
    }
}
