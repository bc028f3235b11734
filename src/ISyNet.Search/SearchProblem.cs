using System.Collections.Immutable;
using ISyNet.Search.Spaces;

namespace ISyNet.Search;

/// <summary>A search problem: a space, objectives with their bounds, the costs of a network, and the study's seed. Thread-safe.</summary>
public sealed class SearchProblem
{
    private const int CacheSize = 1 << 16;
    // Costs are a pure function of the genotype.
    private readonly BoundedCache<string, MetricValues> _cache = new(CacheSize, StringComparer.Ordinal);
    private readonly ICheapObjectives _costs;
    private readonly Lazy<Genotype> _anchor;

    /// <summary>Creates the problem.</summary>
    /// <param name="space">The space.</param>
    /// <param name="objectives">The objectives; a single-objective strategy optimises the first expensive one.</param>
    /// <param name="costs">Computes the cheap objectives.</param>
    /// <param name="seed">The study's seed: all randomness comes from it and the candidates' numbers.</param>
    /// <exception cref="SearchException">There is no expensive target, or two have the same name.</exception>
    public SearchProblem(SearchSpace space, ImmutableArray<Objective> objectives, ICheapObjectives costs, ulong seed)
    {
        Space = space;
        Objectives = objectives;
        Seed = seed;
        _costs = costs;
        _anchor = new Lazy<Genotype>(() => FeasibleAnchor.Find(this));
        if (objectives.Select(o => o.Metric).Distinct().Count() < objectives.Length)
            throw new SearchException($"two objectives have the same name: {string.Join(", ", objectives.Select(o => o.Metric))}");
        Targets = [.. objectives.Where(o => o.Target)];
        Quality = Objective.QualityOf(objectives) ?? throw new SearchException("a search needs an expensive target, such as error");
    }

    /// <summary>The space.</summary>
    public SearchSpace Space { get; }

    /// <summary>The objectives.</summary>
    public ImmutableArray<Objective> Objectives { get; }

    /// <summary>The study's seed.</summary>
    public ulong Seed { get; }

    /// <summary>The objectives that the search optimises.</summary>
    public ImmutableArray<Objective> Targets { get; }

    /// <summary>The first expensive target.</summary>
    public Objective Quality { get; }

    /// <summary>A network within all cheap bounds; fixed for a problem.</summary>
    /// <exception cref="SearchException">There is none; the message gives the best value that the space can reach, and its network.</exception>
    public Genotype Anchor => _anchor.Value;

    /// <summary>The cheap objectives of a genotype.</summary>
    public MetricValues CostsOf(Genotype genotype)
    {
        ArgumentNullException.ThrowIfNull(genotype);
        return _cache.TryGetValue(genotype.Text, out var costs) ? costs : _cache.Keep(genotype.Text, _costs.Measure(genotype.ToArchitecture()));
    }

    /// <summary>Whether a cheap objective has a bound, such as a latency budget.</summary>
    internal bool HasCheapBounds => Objectives.Any(objective => objective.Cheap && (objective.LowerBound ?? objective.UpperBound) is { } bound && double.IsFinite(bound));

    /// <summary>How far a genotype is outside the bounds of the cheap objectives: the sum of their relative violations, 0 when feasible.</summary>
    public double Violation(Genotype genotype)
    {
        var violation = 0.0;
        MetricValues? costs = null;
        foreach (var objective in Objectives)
        {
            if (objective.Cheap && (objective.LowerBound ?? objective.UpperBound) is not null)
                violation += objective.Violation((costs ??= CostsOf(genotype)).OrNaN(objective.Metric));
        }

        return violation;
    }

    /// <summary>Whether a genotype is within all bounds of the cheap objectives.</summary>
    public bool IsFeasible(Genotype genotype) => Violation(genotype) == 0;
}
