using System.Collections.Immutable;
using System.Globalization;

namespace ISyNet.Accuracy;

/// <summary>The results as a Markdown table: one row per network, recipe and epochs, the mean over its seeds and their standard deviation.</summary>
internal static class ResultTable
{
    public static void Write(ImmutableArray<Result> results, TextWriter output)
    {
        output.WriteLine("| network | parameters | MACs | recipe | images | epochs | seeds | held out (%) | of the pair (%) | test (%) | of the pair (%) | processor s |");
        output.WriteLine("|---|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var group in results.GroupBy(r => (r.Network, r.Recipe, r.Epochs, r.TrainingImages)))
        {
            var first = group.First();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {first.Network} | {first.Parameters:n0} | {first.Macs:n0} | {first.Recipe} | {first.TrainingImages:n0} | {first.Epochs} | {group.Count()} " +
                $"| {Percent(group, r => r.HeldOutAccuracy)} | {Percent(group, r => r.HeldOutAccuracyPair)} " +
                $"| {Percent(group, r => r.TestAccuracy)} | {Percent(group, r => r.TestAccuracyPair)} " +
                $"| {Mean([.. group.Select(r => r.ProcessorSeconds)]):n0} |"));
        }
    }

    private static string Percent(IEnumerable<Result> results, Func<Result, double> accuracy)
    {
        double[] values = [.. results.Select(r => 100 * accuracy(r))];
        var mean = Mean(values);
        if (double.IsNaN(mean))
            return "";
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Length - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{mean:f2}{(values.Length > 1 ? $" ± {deviation:f2}" : "")}");
    }

    private static double Mean(double[] values) => values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();
}
