using ISyNet.Graph.Architectures;
using ISyNet.Search;
using ISyNet.Search.Spaces;

namespace ISyNet.Studies.Child;

/// <summary>Proposes from a seed made of every value that it is shown, so that any difference in its history shows in what it proposes.</summary>
public sealed class SensitiveStrategy(SearchSpace space, ulong seed, int batchSize) : ISearchStrategy
{
    public string Name => "test";

    public int BatchSize => batchSize;

    public IReadOnlyList<Genotype> ProposeBatch(int firstNumber, int count, SearchHistory history, CancellationToken cancellationToken = default)
    {
        if (firstNumber != history.Count || firstNumber % batchSize != 0)
            throw new InvalidOperationException($"asked for candidate {firstNumber} after {history.Count} of batches of {batchSize}");
        var digest = seed;
        foreach (var trial in history.Trials)
        {
            foreach (var (_, value) in trial.Evaluation.Values.OrderBy(v => v.Metric.Name, StringComparer.Ordinal))
                digest = SeededRandom.Xoshiro(digest ^ BitConverter.DoubleToUInt64Bits(value)).NextUInt64();
        }

        return [.. Enumerable.Range(firstNumber, count).Select(number => space.Sample(SeededRandom.Numbered(digest, number)))];
    }
}

/// <summary>Judges by a hash of genotype and seed, after a time that is different at every call, as training's is.</summary>
public sealed class HashEvaluator(Func<Candidate, CancellationToken, Task>? before = null) : ICandidateEvaluator
{
    private int _evaluations;

    public int Evaluations => _evaluations;

    public Evaluation Evaluate(Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _evaluations);
        progress?.Report(new CurvePoint(1, 0.1, 2));
        // What tests wait for is awaited here: the thread is the runner's, made for this.
        Task.Delay(Random.Shared.Next(3), cancellationToken).GetAwaiter().GetResult();
        before?.Invoke(candidate, cancellationToken).GetAwaiter().GetResult();
        progress?.Report(new CurvePoint(2, 0.2, 1, 0.5));
        return new Evaluation(Values(candidate, architecture), [], 0.2);
    }

    private static MetricValues Values(Candidate candidate, Architecture architecture)
    {
        var digest = candidate.Genotype.Text.Aggregate(candidate.Seed, (hash, letter) => SeededRandom.Xoshiro(hash + letter).NextUInt64());
        return [(Metric.Error, SeededRandom.Xoshiro(digest).NextDouble()), (Metric.LatencyMsPerImage, architecture.Stages.Sum(s => s.Blocks))];
    }
}
