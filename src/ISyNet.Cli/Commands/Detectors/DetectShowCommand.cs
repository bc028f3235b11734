using System.CommandLine;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Detection.Model;
using ISyNet.Graph.Backbones;
using ISyNet.Hardware.Latency;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary><c>isynet detect show</c>: the structure and cost of a detector, without training.</summary>
internal static class DetectShowCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--input") { Description = "Size that pictures are scaled to fit into: channels x height x width.", DefaultValueFactory = _ => "1x128x128" };
        var classes = new Option<int>("--classes") { Description = "Number of classes.", DefaultValueFactory = _ => 10 };
        var device = new Option<string>("--device") { Description = "A shipped device or a device file.", DefaultValueFactory = _ => "ascend310" };
        var batch = new Option<int>("--batch") { Description = "Pictures per inference on the device.", DefaultValueFactory = _ => 16 };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var layout = new LayoutOptions();
        var command = new Command("show", "Show what backbone, pyramid and heads of a detector cost on an accelerator.") { layout.Backbone, input, classes, layout.Strides, layout.Channels, layout.Tower, device, batch, json };
        command.SetAction(result =>
        {
            var images = result.GetValue(batch) is >= 1 and <= 65536 and var b ? b : throw new UsageException($"--batch takes a whole number from 1 to 65536, not {result.GetValue(batch)}");
            var model = LatencyModel.Create(DeviceSource.Load(result.GetRequiredValue(device)));
            var shape = layout.Read(result);
            var count = OptionValue.Whole("--classes", result.GetValue(classes), 1, DetectorBuilder.MaxClasses);
            var whole = Backbone.FromNetwork(DetectorSource.Backbone(result.GetRequiredValue(layout.Backbone), OptionValue.Image("--input", result.GetRequiredValue(input))).Build());
            var backbone = OptionValue.Read("--strides", () => whole.At([.. shape.Strides]));
            (string Part, NetworkTotals Cost)[] parts =
            [
                ("backbone", model.Predict(backbone.Network, images).Totals),
                ("whole detector", model.Predict(DetectorBuilder.Build(backbone, count, shape), images).Totals),
            ];
            if (result.GetValue(json))
                JsonOutput.Write(new { device = model.Device.Name, batch = images, features = backbone.Features, parts = parts.Select(p => new { p.Part, p.Cost.Params, p.Cost.Macs, p.Cost.LatencyMsPerImage, p.Cost.Mem }) });
            else
                Write(backbone, parts);
        });
        return command;
    }

    private static void Write(Backbone backbone, (string Part, NetworkTotals Cost)[] parts)
    {
        var features = new TextTable("feature", "stride", "shape", "layer");
        foreach (var feature in backbone.Features)
            features.Add(feature.Name, $"{feature.Stride}", $"{feature.Shape}", feature.LayerName);
        features.Write();
        var table = new TextTable("part", "parameters", "MACs", "predicted (ms/image)", "MEM");
        foreach (var (part, cost) in parts)
            table.Add(part, Quantity.Grouped(cost.Params), Quantity.Grouped(cost.Macs), Quantity.Ms(cost.LatencyMsPerImage), Quantity.Ratio(cost.Mem));
        table.Write();
        WrappedText.Write("note: ", "these are the figures of the detector as it is trained. The exported model takes longer, because it also normalises pixels, decodes boxes and removes doubles; it has fewer parameters, because its batch norms are folded");
    }
}
