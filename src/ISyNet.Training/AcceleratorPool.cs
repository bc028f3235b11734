using System.Collections.Immutable;
using ISyNet.Training.Native;

namespace ISyNet.Training;

/// <summary>Shares accelerators among parallel trainings: each training gets the accelerator with the fewest users. Thread-safe.</summary>
public sealed class AcceleratorPool
{
    private readonly Lazy<ImmutableArray<Accelerator>> _all;
    private readonly Dictionary<Accelerator, int> _users = [];

    /// <summary>Creates a pool. It looks for the accelerators at the first lease.</summary>
    /// <param name="asked"><see cref="Accelerator.Auto"/> for all proven CUDA devices of the machine.</param>
    public AcceleratorPool(Accelerator asked) => _all = new Lazy<ImmutableArray<Accelerator>>(() => TorchRuntime.All(asked));

    /// <summary>Creates a pool of given accelerators, for tests on machines without devices.</summary>
    internal AcceleratorPool(ImmutableArray<Accelerator> all) => _all = new Lazy<ImmutableArray<Accelerator>>(all);

    /// <summary>The number of parallel trainings that uses everything: one per CUDA device, or one per core of the processor.</summary>
    /// <exception cref="TrainingException">The requested accelerator is missing, or computes incorrectly.</exception>
    public int Workers => _all.Value.Any(accelerator => accelerator.IsCuda) ? _all.Value.Length : Environment.ProcessorCount;

    /// <summary>Takes an accelerator until the lease is disposed.</summary>
    /// <exception cref="TrainingException">The requested accelerator is missing, or computes incorrectly.</exception>
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

/// <summary>An accelerator in use. Dispose it to give the accelerator back.</summary>
public sealed class AcceleratorLease : IDisposable
{
    private Action? _release;

    internal AcceleratorLease(Accelerator accelerator, Action release) => (Accelerator, _release) = (accelerator, release);

    /// <summary>The accelerator.</summary>
    public Accelerator Accelerator { get; }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
