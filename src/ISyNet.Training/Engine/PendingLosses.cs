using TorchSharp;

namespace ISyNet.Training.Engine;

/// <summary>The losses of batches until they are read: on the processor at once, from a device several together, since it has to be waited for.</summary>
/// <param name="log">Takes what was read.</param>
/// <param name="most">Batches that are read together.</param>
internal sealed class PendingLosses(TrainingLog log, int most)
{
    private readonly List<(BatchLoss Shown, long Step, double Rate)> _pending = [];

    /// <summary>Whether as many wait as are read together.</summary>
    public bool AreDue => _pending.Count >= most;

    /// <summary>Adds what a batch of a step has shown.</summary>
    public void Add(BatchLoss shown, long step, double rate) =>
        _pending.Add((shown with { Loss = shown.Loss.DetachFromDisposeScope(), Correct = shown.Correct?.DetachFromDisposeScope() }, step, rate));

    /// <summary>Reads them in their order.</summary>
    /// <exception cref="TrainingException">One is no number.</exception>
    public void Read(IReadOnlyList<Learner> learners)
    {
        if (_pending.Count == 0)
            return;
        using var scope = torch.NewDisposeScope();
        var losses = Numbers<double>(_pending.Select(batch => batch.Shown.Loss), torch.ScalarType.Float64);
        var correct = Numbers<long>(_pending.Select(batch => batch.Shown.Correct).OfType<torch.Tensor>(), torch.ScalarType.Int64);
        var (batches, counted) = (_pending.ToArray(), 0);
        Clear();
        foreach (var ((shown, step, rate), loss) in batches.Zip(losses))
        {
            if (!double.IsFinite(loss))
                throw new TrainingException(Divergence.Describe(learners, step, rate));
            log.Add(loss, shown.Correct is null ? 0 : correct[counted++], shown.Images);
        }
    }

    /// <summary>Forgets those of a step that is given up.</summary>
    public void Forget(long step) => Forget(batch => batch.Step == step);

    /// <summary>Forgets all.</summary>
    public void Clear() => Forget(_ => true);

    private void Forget(Predicate<(BatchLoss Shown, long Step, double Rate)> which)
    {
        foreach (var (shown, _, _) in _pending.FindAll(which))
        {
            shown.Loss.Dispose();
            shown.Correct?.Dispose();
        }

        _pending.RemoveAll(which);
    }

    private static T[] Numbers<T>(IEnumerable<torch.Tensor> scalars, torch.ScalarType type) where T : unmanaged
    {
        var all = scalars.ToArray();
        return all.Length == 0 ? [] : torch.stack(all).to(type).cpu().data<T>().ToArray();
    }
}
