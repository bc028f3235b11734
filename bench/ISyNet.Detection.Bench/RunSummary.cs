using System.Text.Json;
using ISyNet.Graph;

namespace ISyNet.Detection.Bench;

/// <summary>Mean and spread of the test figures of result folders of <c>isynet detect train</c>, by backbone and recipe.</summary>
internal static class RunSummary
{
    private static readonly string[] Figures = ["AP", "AP50", "AP75"];

    public static void Run(string[] folders)
    {
        var runs = folders.Select(Read).ToArray();
        Console.WriteLine($"| backbone | recipe | epochs | seeds | {string.Join(" | ", Figures)} |");
        Console.WriteLine($"|---|---|---|---|{string.Concat(Figures.Select(_ => "---|"))}");
        foreach (var group in runs.GroupBy(run => (run.Backbone, run.Recipe, run.Epochs)))
        {
            var cells = Figures.Select(figure => group.Select(run => run.Test[figure]).ToArray())
                .Select(values => FormattableString.Invariant($"{values.Average():0.000} ± {Deviation(values):0.000} ({string.Join(", ", values.Select(v => FormattableString.Invariant($"{v:0.000}")))})"));
            Console.WriteLine(FormattableString.Invariant($"| {group.Key.Backbone} | {group.Key.Recipe} | {group.Key.Epochs:0.#} | {string.Join(", ", group.Select(run => run.Seed))} | {string.Join(" | ", cells)} |"));
        }
    }

    private static ScenesRun Read(string folder)
    {
        var path = Path.Combine(folder, "metrics.json");
        if (!File.Exists(path))
            throw new GraphException($"{folder}: is no finished run: metrics.json is missing");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement;
        if (root.GetProperty("test").ValueKind != JsonValueKind.Object)
            throw new GraphException($"{path}: the run was not judged on test pictures");
        return new ScenesRun(root.GetProperty("backbone").GetString()!, root.GetProperty("recipe").GetString()!, Math.Round(root.GetProperty("epochs").GetDouble(), 1),
            root.GetProperty("seed").GetUInt64(), Figures.ToDictionary(f => f, f => root.GetProperty("test").GetProperty(f).GetDouble()));
    }

    /// <summary>Of the sample; 0 for one value.</summary>
    private static double Deviation(double[] values) => values.Length < 2 ? 0
        : Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1));

    private sealed record ScenesRun(string Backbone, string Recipe, double Epochs, ulong Seed, Dictionary<string, double> Test);
}
