using ISyNet.Search.Spaces;

namespace ISyNet.Search;

/// <summary>One network to be evaluated.</summary>
/// <param name="Number">Its place in the study, from 0.</param>
/// <param name="Genotype">The network as a point of the space, in canonical form.</param>
/// <param name="Seed">The seed of its training; depends only on the study's seed and the number.</param>
public sealed record Candidate(int Number, Genotype Genotype, ulong Seed)
{
    /// <summary>The candidate of a study with a number.</summary>
    public static Candidate Create(ulong studySeed, int number, Genotype genotype) =>
        new(number, genotype, SeededRandom.NumberedSeed(studySeed, number));
}

/// <summary>A candidate with its result.</summary>
public sealed record Trial(Candidate Candidate, Evaluation Evaluation);
