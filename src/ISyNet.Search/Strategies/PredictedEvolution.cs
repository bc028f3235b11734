using ISyNet.Search.Pareto;
using ISyNet.Search.Prediction;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Strategies;

/// <summary>
/// The default: evolution that tries thousands of children on a predictor before one is trained. Per batch an ensemble is
/// fitted to what is finished, a pool of mutants, crossings and samples within the bounds is made, and each candidate is the
/// pool's best by another member of the ensemble (Thompson sampling by bootstrap): members agree where there is evidence
/// and disagree where there is none. With one target, best is the least predicted cost; with several, the most predicted
/// hypervolume added to the front.
/// </summary>
public sealed class PredictedEvolution : ISearchStrategy
{
    private const int Elites = 24;
    private const int Members = 8;
    private const int Recent = 400;
    private readonly SearchProblem _problem;
    private readonly SurvivorFold _elites;
    private readonly int _warmUp;
    private readonly int _pool;

    /// <summary>Creates the strategy.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="batchSize">Candidates per batch.</param>
    /// <param name="warmUp">Candidates drawn before the first fit: half of them plain samples, half the most capable of a few.</param>
    /// <param name="pool">Proposals that the predictor looks at per batch.</param>
    public PredictedEvolution(SearchProblem problem, int batchSize, int warmUp = 8, int pool = 1500)
    {
        _problem = problem;
        BatchSize = batchSize;
        _elites = new SurvivorFold(problem, batchSize, Elites);
        _warmUp = warmUp;
        _pool = pool;
    }

    /// <inheritdoc/>
    public string Name => "predicted";

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Genotype> ProposeBatch(int firstNumber, int count, SearchHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var proposals = new Proposals(_problem, history);
        var elites = _elites.Of(history).Select(s => s.Point).ToArray();
        if (firstNumber < _warmUp || elites.Length < 4)
        {
            for (var number = firstNumber; number < firstNumber + count; number++)
                proposals.Accept(WarmUp(number, proposals));
            return proposals.Accepted;
        }

        var random = RandomStream.For(_problem.Seed, firstNumber);
        var predictor = Fit(history, elites, random);
        var parents = elites.Select(p => history[p.Number].Candidate.Genotype).ToArray();
        var pool = CandidatePool.Make(_problem, parents, proposals, random, _pool);
        var front = ParetoFront.Of(elites).ToList();
        for (var number = firstNumber; number < firstNumber + count; number++)
        {
            var own = RandomStream.For(_problem.Seed, number);
            var picked = own.Chance(0.1) ? null : Best(pool, predictor, (number - firstNumber) % Members, front);
            if (picked is null)
            {
                proposals.Accept(proposals.Draw(own, _problem.Space.Sample));
                continue;
            }

            pool.Remove(picked);
            proposals.Accept(picked.Genotype);
            front.Add(PointOf(picked, predictor.Predict(picked.Features), number));
        }

        return proposals.Accepted;
    }

    private Genotype WarmUp(int number, Proposals proposals)
    {
        var random = RandomStream.For(_problem.Seed, number);
        return number % 2 == 0
            ? proposals.Draw(random, _problem.Space.Sample)
            : proposals.BestDraw(random, ScoredStart.Draws, genotype => CandidateFeatures.CapacityOf(genotype.ToArchitecture().Build()));
    }

    private QualityPredictor Fit(SearchHistory history, Point[] elites, RandomStream random)
    {
        // A bounded number of rows keeps a proposal as fast after a hundred thousand trials as after a thousand.
        var numbers = elites.Select(p => p.Number)
            .Concat(Enumerable.Range(Math.Max(0, history.Count - Recent), Math.Min(Recent, history.Count))).Distinct().Order();
        var (rows, costs) = (new List<CandidateFeatures>(), new List<double>());
        foreach (var number in numbers)
        {
            if (Point.Of(_problem, history[number]) is null)
                continue;
            rows.Add(CandidateFeatures.Of(_problem, history[number].Candidate.Genotype));
            costs.Add(_problem.Quality.Cost(history[number].Evaluation.Objectives[_problem.Quality.Name]));
        }

        return new QualityPredictor(rows, costs, Members, random);
    }

    private PoolMember? Best(List<PoolMember> pool, QualityPredictor predictor, int member, List<Point> front)
    {
        if (_problem.Targets.Length == 1)
            return pool.MinBy(p => predictor.Predict(p.Features, member));
        var reference = ReferencePoint.Of(front);
        var nondominated = ParetoFront.Of(front);
        var volume = Hypervolume.Of(nondominated, reference);
        return pool.MaxBy(p => Gain(PointOf(p, predictor.Predict(p.Features, member), -1)));

        double Gain(Point point) => nondominated.Any(f => f.Dominates(point))
            ? double.NegativeInfinity
            : Hypervolume.Of([.. nondominated, point], reference) - volume;
    }

    private Point PointOf(PoolMember member, double cost, int number)
    {
        var costs = _problem.CostsOf(member.Genotype);
        return new Point(number, [.. _problem.Targets.Select(t => t == _problem.Quality ? cost : t.Cost(costs.GetValueOrDefault(t.Name, double.NaN)))]);
    }
}
