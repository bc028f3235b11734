using System.Diagnostics;
using System.Globalization;
using ISyNet.Search.Studies;

namespace ISyNet.Studies.Bench;

/// <summary>Where the time of an ask goes, on one core: drawing a network, building it, costing it on the device, and the in-memory store.</summary>
internal static class PartsBench
{
    private const int Count = 2000;

    public static async Task RunAsync(TextWriter output)
    {
        Bench.UseOneCore();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"budget {Bench.BudgetMs:0.0000} ms per image\n\n| part | µs |\n|---|---|"));
        var genotypes = Enumerable.Range(0, Count).Select(i => Bench.Space.Sample(SeededRandom.Numbered(3, i))).ToArray();
        var architectures = genotypes.Select(g => g.ToArchitecture()).ToArray();
        await PrintAsync(output, "draw a genotype and write its text", i => _ = Bench.Space.Sample(SeededRandom.Numbered(5, i)).Text);
        await PrintAsync(output, "read a genotype's text", i => Bench.Space.Parse(genotypes[i].Text));
        await PrintAsync(output, "build the network", i => genotypes[i].ToArchitecture().Build());
        var costs = Bench.NewCosts();
        await PrintAsync(output, "cost an architecture of unknown stages on the device", i => costs.Measure(architectures[i]));
        await PrintAsync(output, "machine conditions", _ => MachineConditions.Now(1));
        var store = new MemoryStudyStore();
        await store.CreateAsync(Bench.Study("random"));
        await store.AppendAsync("bench", [.. genotypes.Select((g, i) => new Proposal(i, g.Text, 1))]);
        var owner = LeaseOwner.Here("w");
        await PrintAsync(output, "lease and finish in memory", i =>
        {
            store.LeaseAsync("bench", 0, Count, owner, TimeSpan.FromHours(1), 3).Wait();
            store.FinishAsync("bench", i, owner, Bench.Judge(i), null).Wait();
        });
    }

    private static async Task PrintAsync(TextWriter output, string part, Action<int> work)
    {
        var times = new List<double>();
        for (var i = 0; i < Count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            work(i);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {part} | {Bench.Median(times):0.0} |"));
    }
}
