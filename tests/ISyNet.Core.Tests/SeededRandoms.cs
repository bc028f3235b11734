namespace ISyNet.Core.Tests;

/// <summary>
/// The numbers that trainings and searches draw are part of their results. These were computed by a program of its own from the
/// published definitions of SplitMix64 and xoshiro256**.
/// </summary>
public class SeededRandoms
{
    [Fact]
    public void A_path_gives_the_numbers_of_SplitMix64()
    {
        var random = new SeededRandom(7, 1, 2);
        Assert.Equal([4507351114876205855UL, 5686639183665424497UL, 16049587314183163583UL], Enumerable.Range(0, 3).Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void A_search_draws_the_numbers_of_xoshiro()
    {
        var random = SeededRandom.Xoshiro(42);
        Assert.Equal([1546998764402558742UL, 6990951692964543102UL, 12544586762248559009UL], Enumerable.Range(0, 3).Select(_ => random.NextUInt64()));
        Assert.Equal(5938706249636145272UL, SeededRandom.NumberedSeed(5, 17));
        Assert.Equal(SeededRandom.Xoshiro(5938706249636145272UL).NextUInt64(), SeededRandom.Numbered(5, 17).NextUInt64());
    }

    [Fact]
    public void Every_number_below_a_count_comes_equally_often()
    {
        var random = new SeededRandom(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.NextInt(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Equal(Enumerable.Range(0, 100), random.Permutation(100).Order());
    }
}
