using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ISyNet.Core;

/// <summary>
/// Keeps computed values, and forgets all when there are too many. It is for values that can be computed again: forgetting changes the speed, never a result.
/// Thread-safe.
/// </summary>
/// <typeparam name="TKey">What a value is found by.</typeparam>
/// <typeparam name="TValue">The values.</typeparam>
/// <param name="capacity">Values that are kept; one more, and all are forgotten.</param>
/// <param name="comparer">Compares keys; null for their own equality.</param>
public sealed class BoundedCache<TKey, TValue>(int capacity, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _values = new(comparer);

    // The dictionary's own count takes all of its locks, which costs more than most values.
    private int _count;

    /// <summary>Whether there is a value for a key.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    /// <summary>Keeps a value, and returns it.</summary>
    public TValue Keep(TKey key, TValue value)
    {
        if (_values.TryAdd(key, value) && Interlocked.Increment(ref _count) > capacity)
        {
            _values.Clear();
            Volatile.Write(ref _count, 0);
        }

        return value;
    }
}
