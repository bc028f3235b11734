namespace ISyNet.Search.Studies;

/// <summary>Errors and checks that all stores share.</summary>
public static class StudyErrors
{
    /// <summary>Longest error text that a store keeps, in characters.</summary>
    public const int MaxErrorLength = 4000;

    /// <summary>Longest genotype that a store accepts, in characters.</summary>
    public const int MaxGenotypeLength = 4000;

    /// <summary>The study does not exist.</summary>
    public static StudyException NoSuchStudy(string name, string location) => new($"{location} has no study '{name}'");

    /// <summary>The name is taken.</summary>
    public static StudyException NameTaken(string name, string location) =>
        new($"{location} already has a study '{name}': resume it, delete it, or take another name");

    /// <summary>The error of a candidate whose workers died during its evaluation.</summary>
    public static Evaluation WorkerDied(int attempts) => Evaluation.Failed($"its worker died {attempts} times while evaluating it", 0);

    /// <summary>The error text of an evaluation, shortened to what a store keeps.</summary>
    public static string? Shorten(string? error) => error?.Length > MaxErrorLength ? error[..MaxErrorLength] : error;

    /// <summary>Whether proposals start where a study of <paramref name="count"/> candidates ends; false if they start before.</summary>
    /// <exception cref="StudyException">They leave a gap, or a genotype is too long.</exception>
    public static bool CanAppend(string study, int count, IReadOnlyList<Proposal> proposals)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        if (proposals.Count == 0 || proposals[0].Number < count)
            return false;
        for (var i = 0; i < proposals.Count; i++)
        {
            if (proposals[i].Number != count + i)
                throw new StudyException($"candidate {proposals[i].Number} cannot follow candidate {count + i - 1} of study '{study}'");
            if (proposals[i].Genotype.Length is 0 or > MaxGenotypeLength)
                throw new StudyException($"the genotype of candidate {proposals[i].Number} must have 1 to {MaxGenotypeLength} characters");
        }

        return true;
    }
}
