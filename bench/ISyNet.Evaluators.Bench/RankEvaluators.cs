using System.Globalization;
using ISyNet.Hardware.Calibration;
using ISyNet.Search;
using ISyNet.Search.Bench;

namespace ISyNet.Evaluators.Bench;

/// <summary>
/// How well each evaluator orders the judges, and what it costs: Kendall's tau-b and Spearman's rho between its objective, turned so
/// that more is better, and the accuracy after the long training.
/// </summary>
internal static class RankEvaluators
{
    // Not the judges' seeds: an evaluator that trains must not meet the judge's own weights.
    private const ulong Seed = 11;

    public static void Run(string path, string[] names)
    {
        var judges = JudgeTable.Load(path);
        var (training, heldOut) = JudgeSet.Images();
        var data = new EvaluatorData(TableSpace.Space, training, heldOut, Seed);
        Console.WriteLine($"| evaluator ({judges.Length} judges) | Kendall tau | Spearman rho | seconds per candidate | preparation, s |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var name in names.Length > 0 ? [.. names] : EvaluatorCatalog.Names)
        {
            var evaluator = EvaluatorCatalog.Create(name, data) ?? throw new SearchException($"no evaluator '{name}': there are {string.Join(", ", EvaluatorCatalog.Names)}");
            var start = TimeProvider.System.GetTimestamp();
            evaluator.Prepare(new LastLine(name), CancellationToken.None);
            var preparation = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            var (accuracies, values, seconds) = (new List<double>(), new List<double>(), new List<double>());
            foreach (var judge in judges)
            {
                var candidate = Candidate.Create(Seed, judge.Candidate.Number, judge.Candidate.Genotype);
                var evaluation = evaluator.Evaluate(candidate, candidate.Genotype.ToArchitecture(), null, CancellationToken.None);
                if (!evaluation.Succeeded)
                {
                    Console.Error.WriteLine($"{name}: {judge.Candidate.Genotype.Text}: {evaluation.Error}");
                    continue;
                }

                accuracies.Add(1 - judge.Error);
                values.Add(-evaluator.Objective.Cost(evaluation.Values[evaluator.Objective.Metric]));
                seconds.Add(evaluation.Seconds);
            }

            seconds.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {RankCorrelation.KendallTau(values, accuracies):f2} | {RankCorrelation.Spearman(values, accuracies):f2} | {seconds[seconds.Count / 2]:f3} | {preparation:f0} |"));
        }
    }

    private sealed class LastLine(string name) : IProgress<EvaluatorProgress>
    {
        private long _next;

        public void Report(EvaluatorProgress value)
        {
            if (value.Done * 20 < _next)
                return;
            _next++;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {value.Done:p0}, loss {value.Loss:f3}"));
        }
    }
}
