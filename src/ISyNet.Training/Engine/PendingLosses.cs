using TorchSharp;

namespace ISyNet.Training.Engine;

/// <summary>The losses of batches that are not read yet. Reading from a device waits for it, so the losses of several batches are read together.</summary>
/// <param name="log">Receives the losses.</param>
/// <param name="most">Number of batches to read together.</param>
internal sealed class PendingLosses(TrainingLog log, int most)
{
    private readonly List<(BatchLoss Shown, long Step, double Rate)> _pending = [];

    /// <summary>Whether there are enough batches to read.</summary>
    public bool AreDue => _pending.Count >= most;

    /// <summary>Adds the loss of a batch.</summary>
    public void Add(BatchLoss shown, long step, double rate) =>
        _pending.Add((shown with { Loss = shown.Loss.DetachFromDisposeScope(), Correct = shown.Correct?.DetachFromDisposeScope() }, step, rate));

    /// <summary>Reads all losses in order.</summary>
    /// <exception cref="TrainingException">A loss is not a finite number.</exception>
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

    /// <summary>Drops the losses of a step that is abandoned.</summary>
    public void Forget(long step) => Forget(batch => batch.Step == step);

    /// <summary>Drops all losses.</summary>
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
