using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Mem;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Mem;
using ISyNet.Search.Spaces;

namespace ISyNet.Cli.Commands.Spaces;

/// <summary><c>isynet mem NET|SPACE|FILE…</c>.</summary>
internal static class MemCommand
{
    public static Command Create()
    {
        var subjects = new Argument<string[]>("subject") { Description = "Networks, spaces, files of either, or result folders.", Arity = ArgumentArity.OneOrMore };
        var device = new Option<string>("--device") { Description = "Devices, joined by commas.", DefaultValueFactory = _ => "ascend310" };
        var batch = new Option<int>("--batch") { Description = "Images per batch.", DefaultValueFactory = _ => 16 };
        var input = InputShapes.Option();
        var samples = new Option<int>("--samples") { Description = "Networks to draw of a space.", DefaultValueFactory = _ => 200 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the draws.", DefaultValueFactory = _ => 1 };
        var plot = new Option<string?>("--plot") { Description = "Draw the MEM of the spaces to this PNG file." };
        var html = new Option<string?>("--html") { Description = "Write an HTML page to this file: the spaces side by side, and what lowers their MEM." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("mem", "The matrix efficiency measure of networks and search spaces, and what lowers it.") { subjects, device, batch, input, samples, seed, plot, html, json };
        command.SetAction((result, cancellation) =>
        {
            var batchSize = BatchList.Parse(result.GetValue(batch).ToString(CultureInfo.InvariantCulture))[0];
            var count = result.GetValue(samples);
            if (count is < 2 or > 1_000_000)
                throw new UsageException($"--samples takes a whole number from 2 to 1000000, not {count}");
            var shapes = InputShapes.Parse(result.GetRequiredValue(input));
            var records = new List<MemRecord>();
            foreach (var name in result.GetRequiredValue(device).Split(','))
            {
                var accelerator = DeviceSource.Load(name);
                records.AddRange(result.GetRequiredValue(subjects).Select(subject =>
                    Measure(subject, accelerator, shapes, batchSize, count, result.GetValue(seed), cancellation)));
            }

            if (result.GetValue(plot) is { } file)
                Plot(file, records);
            if (result.GetValue(html) is { } page)
                WritePage(page, records);
            if (result.GetValue(json))
                JsonOutput.Write(records);
            else
                Print(records);
            return Task.FromResult(0);
        });
        return command;
    }

    private static MemRecord Measure(string subject, Device device, InputShapes inputs, int batch, int samples, ulong seed, CancellationToken cancellation)
    {
        if (SpaceSource.Find(subject) is not { } space)
        {
            if (!Path.HasExtension(subject) && !Directory.Exists(subject) && ModelZoo.Find(subject) is null)
                throw UsageException.Unknown("network or space", subject, [.. ModelZoo.Names, .. SpaceCatalog.Names]);
            var network = NetworkSource.Load(subject, inputs).Network;
            var of = SpaceMem.FromNetworks(network.Name, [network], device, batch, cancellation);
            var achieved = LatencyModel.Create(device).Predict(network, batch, cancellation).MatrixUtilisation;
            return new MemRecord(device.Name, device.Precision.Name, batch, "network", of, achieved) { Notes = device.Caveats };
        }

        return new MemRecord(device.Name, device.Precision.Name, batch, "space", SpaceSummary.Draw(space, device, batch, samples, seed, cancellation), null) { Notes = device.Caveats };
    }

    private static void Plot(string file, List<MemRecord> records)
    {
        var devices = string.Join(", ", records.Select(r => r.Device).Distinct());
        var spaces = records.Where(r => r.Kind == "space").Select(r =>
            new SpaceSummary(devices == r.Device ? r.Mem : r.Mem with { Name = $"{r.Mem.Name} on {r.Device}" })).ToArray();
        if (spaces.Length == 0)
            throw new UsageException("--plot draws spaces: name at least one");
        AtomicFile.Write(file, stream => stream.Write(MemFigure.Create([.. spaces], devices).ToPng()));
    }

    private static void WritePage(string file, List<MemRecord> records) => MemReport.Create(
        [.. records.GroupBy(r => r.Device).Select(g => new DeviceMem(g.Key, g.First().Batch, [.. g.Select(r => r.Mem)]))]).WriteFile(file);

    private static void Print(List<MemRecord> records)
    {
        var table = new TextTable("subject", new("device", records.DistinctBy(r => r.Device).Count() > 1 ? 0 : 2), new("batch", 3), "MEM", new("95 % interval", 1), new("5 %", 4), new("median", 4), new("95 %", 4), new("achieved MEM", 3), new("lowered most by", Least: 18, Wraps: true));
        foreach (var r in records)
        {
            var q = r.Mem.Quantiles;
            table.Add(r.Mem.Name, r.Device, $"{r.Batch}", Quantity.Ratio(r.Mem.Mean),
                r.Kind == "space" ? $"{Quantity.Ratio(r.Mem.ConfidenceLow)}-{Quantity.Ratio(r.Mem.ConfidenceHigh)}" : "-",
                Quantity.Ratio(q[0]), Quantity.Ratio(q[2]), Quantity.Ratio(q[4]), r.AchievedMem is { } a ? Quantity.Ratio(a) : "-",
                string.Join(", ", r.Mem.Losses.Take(3).Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Class} {l.LossShare:0 %}"))));
        }

        table.Write();
        foreach (var note in records.SelectMany(r => r.Notes).Distinct())
            Console.WriteLine($"note: {note}");
    }

    private sealed record MemRecord(string Device, string Precision, int Batch, string Kind, SpaceMem Mem, double? AchievedMem)
    {
        /// <summary>Why the achieved MEM is less sure than it looks.</summary>
        public ImmutableArray<string> Notes { get; init; } = [];
    }
}
