using System.CommandLine;
using ISyNet.Application.Profiling;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Hardware.Systolic;
using ISyNet.Hardware.Tiling;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet profile NET…</c>.</summary>
internal static class ProfileCommand
{
    public static Command Create()
    {
        var nets = new Argument<string[]>("net") { Description = "Zoo names, architecture files, ONNX files, or topology CSVs with --array.", Arity = ArgumentArity.OneOrMore };
        var device = new Option<string>("--device") { Description = "A shipped device or a device file.", DefaultValueFactory = _ => "ascend310" };
        var batch = new Option<string>("--batch") { Description = "Images per batch; several joined by commas.", DefaultValueFactory = _ => "16" };
        var input = InputShapes.Option();
        var array = new Option<string?>("--array") { Description = "Cost on a bare systolic array of rows x columns, such as 32x32, instead of a device." };
        var dataflow = new Option<string>("--dataflow") { Description = "ws, os or is: what rests in the array.", DefaultValueFactory = _ => "ws" };
        var modelName = new Option<string>("--model")
        {
            Description = "auto (kernels if the device has them, otherwise closed), closed (calibrated formulas), kernels (built from measurements), tile (a schedule of tiles), or systolic (matrix products only, exact to the cycle, without memory stalls).",
            DefaultValueFactory = _ => LatencyModelName.Default,
        };
        var trace = new Option<string?>("--trace") { Description = "Write the tile schedule as a Chrome trace to this file; one network, one batch, --model tile." };
        var csv = new Option<string?>("--csv") { Description = "Write the layers as CSV to this file." };
        var html = new Option<string?>("--html") { Description = "Write an HTML page to this file: the roofline, and the time of every layer." };
        var json = new Option<bool>("--json") { Description = "Print one JSON array with an element per network and batch." };
        var command = new Command("profile", "Show what a network costs on an accelerator, layer by layer.") { nets, device, batch, input, modelName, trace, array, dataflow, csv, html, json };
        command.SetAction((result, cancellation) => Task.Run(() =>
        {
            var batches = BatchList.Parse(result.GetRequiredValue(batch));
            var shapes = InputShapes.Parse(result.GetRequiredValue(input));
            if (result.GetValue(array) is { } size)
            {
                if (result.GetValue(trace) is not null)
                    throw new UsageException("--trace shows the tile schedule of a device; an --array has none");
                var rests = OptionValue.Read("--dataflow", () => DataflowName.Parse(result.GetRequiredValue(dataflow)));
                OnArray(result.GetRequiredValue(nets), batches, shapes, OptionValue.Read("--array", () => SystolicArray.Parse(size, rests)), result.GetValue(json));
                return;
            }

            var model = LatencyModelName.Create(result.GetRequiredValue(modelName), DeviceSource.Load(result.GetRequiredValue(device)));
            var names = result.GetRequiredValue(nets);
            var traced = result.GetValue(trace);
            if (traced is not null && (model is not TileScheduleModel || names.Length != 1 || batches.Length != 1))
                throw new UsageException($"--trace takes one network, one batch and --model tile, not {names.Length} networks, {batches.Length} batches and --model {model.Name}");
            var run = new ProfileRun(model, [.. names.Select(net => NetworkSource.Load(net, shapes)).Select(n => (n.Network, n.Notes))], [.. batches])
            {
                Csv = result.GetValue(csv),
                Html = result.GetValue(html),
                Trace = traced,
            };
            var sizes = string.Concat(result.GetRequiredValue(input) is { Length: > 0 } given ? given.Select(size => $" --input {size}") : []);
            Print([.. run.Run(cancellation)], result.GetValue(json), $"isynet advise {CommandText.Word(names[0])} --device {CommandText.Word(result.GetRequiredValue(device))} --batch {batches[0]}{sizes}");
        }, cancellation));
        return command;
    }

    private static void Print(ProfileRecord[] profiles, bool json, string advise)
    {
        if (json)
            JsonOutput.Write(profiles);
        else if (profiles.Length == 1)
            ProfileTable.Write(profiles[0], advise);
        else
            WriteTotals(profiles);
    }

    private static void WriteTotals(ProfileRecord[] profiles)
    {
        ProfileTable.WriteTotals(profiles);
        foreach (var profile in profiles.DistinctBy(p => (p.Network, string.Join('\n', p.Notes))))
        {
            foreach (var note in profile.Notes)
                Console.WriteLine($"note: {profile.Network}: {note}");
        }
    }

    private static void OnArray(string[] nets, int[] batches, InputShapes inputs, SystolicArray array, bool json)
    {
        var records = new List<SystolicRecord>();
        foreach (var net in nets)
        {
            if (NetworkSource.IsFile(net, ".csv"))
            {
                var topology = TopologyFile.Load(net);
                foreach (var row in topology.LeftOut)
                    Console.Error.WriteLine($"isynet: {net}: left out: {row}");
                records.Add(SystolicRecord.Create(topology, array, 1));
                continue;
            }

            var network = NetworkSource.Load(net, inputs).Network;
            records.AddRange(batches.Select(batch => SystolicRecord.Create(Topology.FromNetwork(network, batch), array, batch)));
        }

        if (json)
        {
            JsonOutput.Write(records);
            return;
        }

        foreach (var record in records)
        {
            Console.WriteLine($"{record.Network} on a {record.Device} array, batch {record.Batch}");
            var table = new TextTable("layer", "M", "K", "N", "folds", "compute cycles", "utilisation");
            foreach (var layer in record.Layers)
                table.Add(layer.Name, $"{layer.M}", $"{layer.K}", $"{layer.N}", $"{layer.Folds}", Quantity.Grouped(layer.ComputeCycles), Quantity.Ratio(layer.Utilisation));
            table.Add("total", "", "", "", "", Quantity.Grouped(record.ComputeCycles), Quantity.Ratio(record.Utilisation));
            table.Write();
        }
    }
}
