using System.Globalization;

namespace ISyNet.Training.Bench.Transfer;

/// <summary>The study as a table: mean and standard deviation over seeds, on test images.</summary>
internal static class TransferTable
{
    public static void Write(string path, TextWriter output)
    {
        output.WriteLine("| task | labels per class | network | method | learning rate | accuracy (%) | seeds |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        var groups = new TransferCsv(path).All.Where(r => r.JudgedOn == "test").GroupBy(r => (r.Target, r.LabelsPerClass, r.Network, r.Method, r.Rate));
        foreach (var group in groups.OrderBy(g => g.Key.Target == "digits").ThenBy(g => g.Key.LabelsPerClass).ThenBy(g => g.Key.Network, StringComparer.Ordinal).ThenBy(g => g.Key.Method))
        {
            var accuracies = group.Select(r => r.Accuracy * 100).ToArray();
            var mean = accuracies.Average();
            var deviation = Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / Math.Max(1, accuracies.Length - 1));
            var (target, labels, network, method, rate) = group.Key;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {target} | {labels} | {network} | {method} | {rate} | {mean:0.0} ± {deviation:0.0} | {accuracies.Length} |"));
        }
    }
}
