using System.Collections.Immutable;

namespace ISyNet.Search.Strategies;

/// <summary>The strategies by the names that users type.</summary>
public static class StrategyCatalog
{
    /// <summary>Candidates per batch where nothing else is said: enough for eight workers, few enough to learn often.</summary>
    public const int DefaultBatchSize = 8;

    /// <summary>The names, the default first.</summary>
    public static ImmutableArray<string> Names { get; } = ["predicted", "evolution", "nsga2", "random"];

    /// <summary>The strategy that is used where none is named.</summary>
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
