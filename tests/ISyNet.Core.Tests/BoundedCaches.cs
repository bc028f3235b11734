namespace ISyNet.Core.Tests;

public class BoundedCaches
{
    [Fact]
    public void A_value_is_kept_until_there_are_too_many()
    {
        var cache = new BoundedCache<string, int>(3, StringComparer.OrdinalIgnoreCase);
        Assert.False(cache.TryGetValue("a", out _));
        Assert.Equal(1, cache.Keep("a", 1));
        Assert.True(cache.TryGetValue("A", out var kept));
        Assert.Equal(1, kept);
        cache.Keep("b", 2);
        cache.Keep("b", 2);
        cache.Keep("c", 3);
        Assert.All((string[])["a", "b", "c"], key => Assert.True(cache.TryGetValue(key, out _)));
        Assert.Equal(4, cache.Keep("d", 4));
        Assert.All((string[])["a", "b", "c"], key => Assert.False(cache.TryGetValue(key, out _)));
    }

    [Fact]
    public void Threads_find_what_they_computed_or_nothing()
    {
        var cache = new BoundedCache<int, int>(50);
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, i =>
        {
            var key = i % 200;
            if (cache.TryGetValue(key, out var known))
                Assert.Equal(key * key, known);
            else
                Assert.Equal(key * key, cache.Keep(key, key * key));
        });
        Assert.InRange(Enumerable.Range(0, 200).Count(key => cache.TryGetValue(key, out _)), 0, 54);
    }
}
