using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Search;
using ISyNet.Search.Spaces;

namespace ISyNet.Cli.Commands.Spaces;

/// <summary><c>isynet space list|show|sample|size</c>.</summary>
internal static class SpaceCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var name = new Argument<string>("space") { Description = "A shipped space or a space file." };
        var count = new Option<int>("--count") { Description = "Networks to draw.", DefaultValueFactory = _ => 10 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the draws.", DefaultValueFactory = _ => 1 };

        var list = new Command("list", "List the shipped spaces.") { json };
        list.SetAction(result => List(result.GetValue(json)));
        var show = new Command("show", "Show the choices of a space, stage by stage.") { name };
        show.SetAction(result => Show(SpaceSource.Load(result.GetRequiredValue(name))));
        var size = new Command("size", "Print the exact number of different networks.") { name };
        size.SetAction(result => Console.WriteLine(SpaceSource.Load(result.GetRequiredValue(name)).Size.ToString(CultureInfo.InvariantCulture)));
        var sample = new Command("sample", "Draw networks.") { name, count, seed, json };
        sample.SetAction(result => Sample(SpaceSource.Load(result.GetRequiredValue(name)), result.GetValue(count), result.GetValue(seed), result.GetValue(json)));
        var mem = MemCommand.Create();
        return new Command("space", "Show search spaces and draw networks from them.") { list, show, size, sample, mem };
    }

    private static void List(bool json)
    {
        var spaces = SpaceCatalog.Names.Select(n => SpaceCatalog.Find(n)!).ToArray();
        if (json)
        {
            JsonOutput.Write(spaces.Select(s => new { s.Name, s.Description, s.Input, s.Classes, Size = s.Size.ToString(CultureInfo.InvariantCulture) }));
            return;
        }

        var table = new TextTable("space", "input", "networks", Wrapped("description"));
        foreach (var space in spaces)
            table.Add(space.Name, space.Input.ToString(), Rounded(space), space.Description);
        table.Write();
    }

    private static Column Wrapped(string header) => new(header, Least: 12, Wraps: true);

    private static string Rounded(SearchSpace space) => Quantity.Short((double)space.Size);

    private static void Show(SearchSpace space)
    {
        Console.WriteLine($"{space.Name}: {space.Description} Input {space.Input}, {Rounded(space)} different networks.");
        var table = new TextTable("stage", "gene", Wrapped("options"));
        for (var s = 0; s < space.Stages.Length; s++)
        {
            foreach (var gene in space.Stages[s].Genes)
                table.Add($"{s}", gene.Name, string.Join(' ', gene.Options));
        }

        table.Write();
    }

    private static void Sample(SearchSpace space, int count, ulong seed, bool json)
    {
        if (count is < 1 or > 1_000_000)
            throw new UsageException($"--count takes a whole number from 1 to 1000000, not {count}");
        var costs = new DeviceObjectives(LatencyModel.Create(DeviceCatalog.Find("ascend310")!), 16);
        var drawn = Enumerable.Range(0, count).Select(i => space.Sample(SeededRandom.Numbered(seed, i))).Select(g => (Genotype: g, Costs: costs.Measure(g.ToArchitecture())));
        if (json)
        {
            JsonOutput.Write(drawn.Select(d => new { Genotype = d.Genotype.Text, d.Costs }));
            return;
        }

        var table = new TextTable("genotype", "params", "MACs", "latency (ms/image)", "MEM");
        foreach (var (genotype, cost) in drawn)
            table.Add(genotype.Text, Quantity.Short(cost[Metric.Params]), Quantity.Short(cost[Metric.Macs]), Quantity.Ms(cost[Metric.LatencyMsPerImage]), Quantity.Ratio(cost[Metric.Mem]));
        table.Write();
        Console.WriteLine("latency and MEM are predicted for ascend310 at batch 16");
    }
}
