using System.Collections.Immutable;
using ISyNet.Training.Native;

namespace ISyNet.Training;

/// <summary>Shares accelerators among trainings beside each other: each takes the one that the fewest use. Thread-safe.</summary>
public sealed class AcceleratorPool
{
    private readonly Lazy<ImmutableArray<Accelerator>> _all;
    private readonly Dictionary<Accelerator, int> _users = [];

    /// <summary>Shares what is asked for; it is looked for when the first is taken.</summary>
    /// <param name="asked"><see cref="Accelerator.Auto"/> for all proven CUDA devices of the machine.</param>
    public AcceleratorPool(Accelerator asked) => _all = new Lazy<ImmutableArray<Accelerator>>(() => TorchRuntime.All(asked));

    /// <summary>Shares given ones, so that tests can share devices that are not there.</summary>
    internal AcceleratorPool(ImmutableArray<Accelerator> all) => _all = new Lazy<ImmutableArray<Accelerator>>(all);

    /// <summary>How many trainings at once keep all of it busy: one on each CUDA device, or one on each core of the processor.</summary>
    /// <exception cref="TrainingException">The accelerator that is asked for is not there, or computes wrongly.</exception>
    public int Workers => _all.Value.Any(accelerator => accelerator.IsCuda) ? _all.Value.Length : Environment.ProcessorCount;

    /// <summary>Takes one until the lease is disposed.</summary>
    /// <exception cref="TrainingException">The accelerator that is asked for is not there, or computes wrongly.</exception>
    public AcceleratorLease Lease()
    {
        var all = _all.Value;
        lock (_users)
        {
            var taken = all.MinBy(accelerator => _users.GetValueOrDefault(accelerator))!;
            _users[taken] = _users.GetValueOrDefault(taken) + 1;
            return new AcceleratorLease(taken, () => Release(taken));
        }
    }

    private void Release(Accelerator accelerator)
    {
        lock (_users)
            _users[accelerator]--;
    }
}

/// <summary>An accelerator that is in use until this is disposed.</summary>
public sealed class AcceleratorLease : IDisposable
{
    private Action? _release;

    internal AcceleratorLease(Accelerator accelerator, Action release) => (Accelerator, _release) = (accelerator, release);

    /// <summary>The accelerator.</summary>
    public Accelerator Accelerator { get; }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
