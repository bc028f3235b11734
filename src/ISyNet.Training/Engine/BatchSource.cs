using ISyNet.Training.Recipes;

namespace ISyNet.Training.Engine;

/// <summary>
/// The batches of a training by number: order and augmentation depend on seed, epoch and image alone, so that any batch can be made again after a
/// resumption. The next batches are made on other threads while the last one is learnt. Incomplete ones at the end of an epoch are left out.
/// </summary>
/// <typeparam name="TBatch">What one batch is; opaque to the engine.</typeparam>
public abstract class BatchSource<TBatch> : IDisposable
    where TBatch : IDisposable
{
    private readonly int _count, _size, _batchesPerEpoch, _ahead;
    private readonly Lazy<TBatch[]> _batches;
    private readonly int _threads;
    private readonly Queue<(long Number, Task Making)> _coming = new();
    private Task _last = Task.CompletedTask;
    private long _epoch = -1;
    private int[] _order = [];

    /// <summary>Divides images into batches by a recipe.</summary>
    /// <param name="count">Number of images.</param>
    /// <param name="recipe">Says how many make a batch, and how many batches a step.</param>
    /// <param name="seed">Decides order and augmentation.</param>
    /// <param name="settings">Says how many threads prepare batches; the defaults if null.</param>
    /// <param name="ahead">Batches that are made before they are asked for.</param>
    protected BatchSource(int count, LearningRecipe recipe, ulong seed, RunSettings? settings = null, int ahead = 1)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        (_count, Seed, _size, _ahead) = (count, seed, Math.Min(recipe.BatchSize, count), ahead);
        _threads = (settings ?? new RunSettings()).PreparingThreads;
        PartsPerStep = Math.Min(recipe.Accumulation, count / _size);
        StepsPerEpoch = count / _size / PartsPerStep;
        _batchesPerEpoch = StepsPerEpoch * PartsPerStep;
        _batches = new Lazy<TBatch[]>(() => [.. Enumerable.Range(0, ahead + 1).Select(_ => Create(_size))]);
    }

    /// <summary>Batches whose gradients make one step.</summary>
    internal int PartsPerStep { get; }

    /// <summary>Images of a batch.</summary>
    internal int ImagesPerBatch => _size;

    /// <summary>Images of a step.</summary>
    public int ImagesPerStep => _size * PartsPerStep;

    /// <summary>Steps of a pass over the images.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The seed.</summary>
    protected ulong Seed { get; }

    /// <summary>The batch of a number, from 0; valid until the next call.</summary>
    internal TBatch Take(long number)
    {
        // Another number than the next one: the training went back to a checkpoint.
        if (_coming.TryPeek(out var next) && next.Number != number)
        {
            Task.WaitAny(_last);
            _coming.Clear();
        }

        if (_coming.Count == 0)
            Make(number);
        var (_, making) = _coming.Dequeue();
        making.GetAwaiter().GetResult();
        for (var following = number + 1 + _coming.Count; _coming.Count < _ahead; following++)
            Make(following);
        return _batches.Value[number % (_ahead + 1)];
    }

    private void Make(long number)
    {
        var (target, before) = (_batches.Value[number % (_ahead + 1)], _last);
        _last = Task.Run(async () =>
        {
            // In order: whoever takes the one before is told what failed in it.
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Fill(target, number);
        });
        _coming.Enqueue((number, _last));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // What failed while it was made is told by whoever takes it, and nobody does any more.
        Task.WaitAny(_last);
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes room for a batch.</summary>
    /// <param name="size">Number of images.</param>
    protected abstract TBatch Create(int size);

    /// <summary>Fills a batch.</summary>
    /// <param name="batch">Takes the images.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="epoch">The pass over the images that it belongs to, from 0.</param>
    /// <param name="images">Which images it holds, in order.</param>
    protected abstract void Fill(TBatch batch, long number, long epoch, ReadOnlyMemory<int> images);

    /// <summary>Frees memory.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!_batches.IsValueCreated)
            return;
        foreach (var batch in _batches.Value)
            batch.Dispose();
    }

    /// <summary>Runs <paramref name="job"/> for 0..<paramref name="count"/>-1 on the threads that prepare batches; whichever is free takes the next number.</summary>
    protected void ForEach(int count, Action<int> job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var next = -1;
        var others = Enumerable.Range(1, Math.Max(0, Math.Min(_threads, count) - 1)).Select(_ => Task.Run(Work)).ToArray();
        try
        {
            Work();
        }
        finally
        {
            Task.WhenAll(others).GetAwaiter().GetResult();
        }

        void Work()
        {
            try
            {
                while (Interlocked.Increment(ref next) is var i && i < count)
                    job(i);
            }
            catch
            {
                Volatile.Write(ref next, count);
                throw;
            }
        }
    }

    /// <summary>The random numbers of an image's augmentation in an epoch.</summary>
    protected SeededRandom Augmentation(long epoch, int image) => new(Seed, RandomPurpose.Augmentation, (ulong)epoch, (ulong)image);

    private void Fill(TBatch batch, long number)
    {
        var (epoch, position) = (number / _batchesPerEpoch, (int)(number % _batchesPerEpoch));
        if (epoch != _epoch)
        {
            _order = new SeededRandom(Seed, RandomPurpose.Order, (ulong)epoch).Permutation(_count);
            _epoch = epoch;
        }

        Fill(batch, number, epoch, _order.AsMemory(position * _size, _size));
    }
}
