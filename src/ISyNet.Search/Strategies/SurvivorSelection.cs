using ISyNet.Search.Pareto;

namespace ISyNet.Search.Strategies;

/// <summary>
/// NSGA-II's population as a fold over the batches of a history. The folded state is kept, so that a
/// proposal costs the same however long the history is.
/// </summary>
internal sealed class SurvivorSelection(SearchProblem problem, int batchSize, int population)
{
    private List<Survivor> _survivors = [];
    private Trial? _last;
    private int _folded;

    public IReadOnlyList<Survivor> Select(SearchHistory history)
    {
        if (_folded > history.Count || (_folded > 0 && history[_folded - 1] != _last))
            (_survivors, _folded) = ([], 0);
        while (_folded < history.Count)
        {
            var end = Math.Min(history.Count, _folded + batchSize);
            var points = _survivors.Select(s => s.Point).ToList();
            for (var number = _folded; number < end; number++)
            {
                if (Point.FromTrial(problem, history[number]) is { } point)
                    points.Add(point);
            }

            _survivors = Survivor.Select(points, population);
            (_folded, _last) = (end, history[end - 1]);
        }

        return _survivors;
    }
}
