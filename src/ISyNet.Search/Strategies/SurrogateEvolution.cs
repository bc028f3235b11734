using System.Collections.Immutable;
using ISyNet.Search.Pareto;
using ISyNet.Search.Spaces;
using ISyNet.Search.Surrogates;

namespace ISyNet.Search.Strategies;

/// <summary>
/// The default: evolution that predicts thousands of children with a surrogate before one is trained. Whenever the results have grown
/// (<see cref="RefitSchedule"/>) an ensemble is fitted to the finished trials and a pool of mutants, crossovers and samples within the bounds is made. Each candidate is the
/// best of the pool for a different member of the ensemble (Thompson sampling by bootstrap): members agree where there is data
/// and disagree where there is none. With one target, the best has the lowest predicted cost; with several, the largest predicted
/// hypervolume added to the front.
/// </summary>
public sealed class SurrogateEvolution : ISearchStrategy
{
    private const int Elites = 24;
    private const int Members = 8;
    private const int Recent = 400;
    private const int FewestElites = 4;
    private const double PlainSamples = 0.1;
    private readonly SearchProblem _problem;
    private readonly SurvivorSelection _elites;
    private readonly int _warmUp;
    private readonly int _pool;
    private Kept? _kept;

    /// <summary>Creates the strategy.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="batchSize">Candidates per batch.</param>
    /// <param name="warmUp">Candidates drawn before the first fit: half of them samples, half of them regular samples (one kind of block), fitted to the bounds; without bounds, the regular ones with the most parameters out of a few.</param>
    /// <param name="pool">Proposals that the surrogate predicts per fit.</param>
    public SurrogateEvolution(SearchProblem problem, int batchSize, int warmUp = 8, int pool = 1500)
    {
        _problem = problem;
        BatchSize = batchSize;
        _elites = new SurvivorSelection(problem, batchSize, Elites);
        _warmUp = warmUp;
        _pool = pool;
    }

    /// <inheritdoc/>
    public string Name => "predicted";

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Genotype> ProposeBatch(int firstNumber, int count, SearchHistory history, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        var proposals = new Proposals(_problem, history, cancellationToken);
        var fit = firstNumber < _warmUp ? firstNumber : RefitSchedule.LastFit(firstNumber, _warmUp, BatchSize);
        var acquisition = firstNumber < _warmUp ? null : PoolAt(fit, history, cancellationToken)?.Acquire(history.Trials.Skip(fit).Select(trial => trial.Candidate.Genotype));
        for (var number = firstNumber; number < firstNumber + count; number++)
        {
            if (acquisition is null)
            {
                proposals.Accept(WarmUp(number, proposals));
                continue;
            }

            var own = SeededRandom.Numbered(_problem.Seed, number);
            var picked = own.NextBool(PlainSamples) ? null : acquisition.Best((number - firstNumber) % Members);
            picked ??= proposals.Draw(own, Sample);
            acquisition.Take(picked);
            proposals.Accept(picked);
        }

        return proposals.Accepted;
    }

    /// <summary>The pool of the fit at a number; null if too few trials had succeeded. It is kept until the next fit; rebuilding it from the history gives the same pool.</summary>
    private PredictedPool? PoolAt(int fit, SearchHistory history, CancellationToken cancellationToken)
    {
        if (_kept is { } kept && kept.Fit == fit && kept.Last == history[fit - 1])
            return kept.Pool;
        // A resumed study may be past the fit; what came after must not be seen by it.
        var before = history.Count == fit ? history : new SearchHistory(history.Trials.Take(fit));
        var elites = _elites.Select(before).Select(s => s.Point).ToImmutableArray();
        var pool = elites.Length < FewestElites ? null : Predict(before, elites, SeededRandom.Numbered(_problem.Seed, fit), cancellationToken);
        _kept = new Kept(fit, history[fit - 1], pool);
        return pool;
    }

    private PredictedPool Predict(SearchHistory history, ImmutableArray<Point> elites, SeededRandom random, CancellationToken cancellationToken)
    {
        var surrogate = Fit(history, elites, random);
        var parents = elites.Select(p => history[p.Number].Candidate.Genotype).ToArray();
        return new PredictedPool(_problem, CandidatePool.Make(_problem, parents, new Proposals(_problem, history, cancellationToken), random, _pool), surrogate, elites);
    }

    // Networks with one kind of block vary less in quality than those with a different block in each stage, and are better on average (arXiv 2003.13678). Of what
    // costs no training, the number of parameters orders trained networks best (docs/evaluators.md), unless they all use the same budget.
    private Genotype WarmUp(int number, Proposals proposals)
    {
        var random = SeededRandom.Numbered(_problem.Seed, number);
        if (number % 2 == 0)
            return proposals.Draw(random, Sample);
        return _problem.HasCheapBounds
            ? proposals.Draw(random, Regular)
            : proposals.BestDraw(random, WarmStart.Draws, Regular, genotype => genotype.ToArchitecture().Build().TotalParams);
    }

    private Genotype Sample(SeededRandom random) => BudgetFit.Fit(_problem, _problem.Space.Sample(random), random);

    private Genotype Regular(SeededRandom random) => BudgetFit.Fit(_problem, _problem.Space.Sample(random).Regularise(random), random);

    private SurrogateModel Fit(SearchHistory history, ImmutableArray<Point> elites, SeededRandom random)
    {
        // A bounded number of rows keeps a proposal as fast after a hundred thousand trials as after a thousand.
        var numbers = elites.Select(p => p.Number)
            .Concat(Enumerable.Range(Math.Max(0, history.Count - Recent), Math.Min(Recent, history.Count))).Distinct().Order();
        var (rows, costs) = (new List<CandidateFeatures>(), new List<double>());
        foreach (var number in numbers)
        {
            if (Point.FromTrial(_problem, history[number]) is null)
                continue;
            rows.Add(CandidateFeatures.Extract(_problem, history[number].Candidate.Genotype));
            costs.Add(_problem.Quality.Cost(history[number].Evaluation.Values[_problem.Quality.Metric]));
        }

        return new SurrogateModel(rows, costs, Members, random);
    }

    private sealed record Kept(int Fit, Trial Last, PredictedPool? Pool);
}
