using System.Collections.Immutable;

namespace ISyNet.Search.Strategies;

/// <summary>The strategies by the names that users type.</summary>
public static class StrategyCatalog
{
    /// <summary>The default number of candidates per batch: enough for eight workers, few enough to refit often.</summary>
    public const int DefaultBatchSize = 8;

    /// <summary>The names, the default first.</summary>
    public static ImmutableArray<string> Names { get; } = ["predicted", "evolution", "nsga2", "random"];

    /// <summary>The default strategy.</summary>
    public static string Default => Names[0];

    /// <summary>Creates a strategy for a problem; null when the name is unknown.</summary>
    public static ISearchStrategy? Create(string name, SearchProblem problem, int batchSize = DefaultBatchSize)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        return name.ToUpperInvariant() switch
        {
            "RANDOM" => new RandomSearch(problem, batchSize),
            "PREDICTED" => new SurrogateEvolution(problem, batchSize),
            "EVOLUTION" => new AgeingEvolution(problem, batchSize),
            "NSGA2" => new Nsga2(problem, batchSize),
            _ => null,
        };
    }
}
