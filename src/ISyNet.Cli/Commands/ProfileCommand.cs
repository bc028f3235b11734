using System.Collections.Immutable;
using System.CommandLine;
using ISyNet.Cli.Profiles;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Graph;
using ISyNet.Hardware;
using ISyNet.Hardware.Systolic;
using ISyNet.Hardware.Tiling;
using ISyNet.Reports.Profiles;

namespace ISyNet.Cli.Commands;

/// <summary><c>isynet profile NET…</c>.</summary>
internal static class ProfileCommand
{
    public static Command Create()
    {
        var nets = new Argument<string[]>("net") { Description = "Zoo names, architecture files, ONNX files, or topology CSVs with --array.", Arity = ArgumentArity.OneOrMore };
        var device = new Option<string>("--device") { Description = "A shipped device or a device file.", DefaultValueFactory = _ => "ascend310" };
        var batch = new Option<string>("--batch") { Description = "Images per batch; several joined by commas.", DefaultValueFactory = _ => "16" };
        var input = new Option<string?>("--input") { Description = "Input of one image, such as 3x224x224." };
        var array = new Option<string?>("--array") { Description = "Cost on a bare systolic array of rows x columns, such as 32x32, instead of a device." };
        var dataflow = new Option<string>("--dataflow") { Description = "ws, os or is: what rests in the array.", DefaultValueFactory = _ => "ws" };
        var modelName = new Option<string>("--model")
        {
            Description = "auto (kernels where the device has them, else closed), closed (formulas, calibrated), kernels (built from measurements), tile (a schedule tile by tile), or systolic (matrix products only, exact to the cycle, memory never in the way).",
            DefaultValueFactory = _ => LatencyModelName.Default,
        };
        var trace = new Option<string?>("--trace") { Description = "Write the tile schedule as a Chrome trace to this file; one network, one batch, --model tile." };
        var csv = new Option<string?>("--csv") { Description = "Write the layers as CSV to this file." };
        var html = new Option<string?>("--html") { Description = "Write a page with the roofline and the time of every layer to this file." };
        var json = new Option<bool>("--json") { Description = "Print one JSON array with an element per network and batch." };
        var command = new Command("profile", "What a network costs on an accelerator, layer by layer.") { nets, device, batch, input, modelName, trace, array, dataflow, csv, html, json };
        command.SetAction((result, cancellation) => Task.Run(() =>
        {
            var batches = BatchList.Parse(result.GetRequiredValue(batch));
            var shape = result.GetValue(input) is { } text ? Shape.Parse(text) : (Shape?)null;
            if (result.GetValue(array) is { } size)
            {
                if (result.GetValue(trace) is not null)
                    throw new UsageException("--trace shows the tile schedule of a device; an --array has none");
                OnArray(result.GetRequiredValue(nets), batches, shape,
                    SystolicArray.Parse(size, DataflowName.Parse(result.GetRequiredValue(dataflow))), result.GetValue(json));
                return;
            }

            var model = LatencyModelName.Create(result.GetRequiredValue(modelName), DeviceSource.Load(result.GetRequiredValue(device)));
            var names = result.GetRequiredValue(nets);
            var traced = result.GetValue(trace);
            if (traced is not null && (model is not TileScheduleModel || names.Length != 1 || batches.Length != 1))
                throw new UsageException($"--trace takes one network, one batch and --model tile, not {names.Length} networks, {batches.Length} batches and --model {model.Name}");
            var networks = names.Select(net => NetworkSource.Load(net, shape)).Select(n => (Lowered: NetworkLowering.Lower(n.Network, model.Device), n.Notes)).ToArray();
            if (traced is not null)
                ChromeTrace.Save(((TileScheduleModel)model).Schedule(networks[0].Lowered, batches[0], cancellation), traced);
            var predicted = networks.SelectMany(n => batches.Select(count => Profile(model.Predict(n.Lowered, count, cancellation), n.Notes))).ToArray();
            if (result.GetValue(html) is { } page)
                ProfileReport.Create(DeviceRates.Of(model.Device), [.. predicted]).WriteFile(page);
            Print([.. predicted.Select(p => ProfileRecord.Of(p.Cost, p.Notes, model))], result.GetValue(csv), result.GetValue(json));
        }, cancellation));
        return command;
    }

    private static NetworkProfile Profile(NetworkCost cost, ImmutableArray<string> notes) => new(cost, [.. notes, .. cost.Caveats]);

    private static void Print(ProfileRecord[] profiles, string? csv, bool json)
    {
        if (csv is not null)
            AtomicFile.WriteText(csv, ProfileTable.Csv(profiles));
        if (json)
            JsonOutput.Write(profiles);
        else if (profiles.Length == 1)
            ProfileTable.Write(profiles[0]);
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

    private static void OnArray(string[] nets, int[] batches, Shape? input, SystolicArray array, bool json)
    {
        var records = new List<SystolicRecord>();
        foreach (var net in nets)
        {
            if (NetworkSource.IsFile(net, ".csv"))
            {
                records.Add(SystolicRecord.Of(TopologyFile.Load(net), array, 1));
                continue;
            }

            var network = NetworkSource.Load(net, input).Network;
            records.AddRange(batches.Select(batch => SystolicRecord.Of(Topology.Of(network, batch), array, batch)));
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
