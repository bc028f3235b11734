using System.CommandLine;
using ISyNet.Cli.Detecting;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Graph.Backbones;
using ISyNet.Hardware;

namespace ISyNet.Cli.Commands;

/// <summary><c>isynet detect show</c>: what a detector is and costs, before anything is trained.</summary>
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
            var model = LatencyModel.Of(DeviceSource.Load(result.GetRequiredValue(device)));
            var shape = layout.Read(result);
            var backbone = Backbone.FromNetwork(DetectorSource.Backbone(result.GetRequiredValue(layout.Backbone), Shape.Parse(result.GetRequiredValue(input))).Build()).At([.. shape.Strides]);
            PartRecord[] parts =
            [
                PartRecord.Of("backbone", backbone.Network, model, images),
                PartRecord.Of("whole detector", DetectorBuilder.Build(backbone, result.GetValue(classes), shape), model, images),
            ];
            if (result.GetValue(json))
                JsonOutput.Write(new { device = model.Device.Name, batch = images, features = backbone.Features, parts });
            else
                Write(backbone, parts);
        });
        return command;
    }

    private static void Write(Backbone backbone, PartRecord[] parts)
    {
        var features = new TextTable("feature", "stride", "shape", "layer");
        foreach (var feature in backbone.Features)
            features.Add(feature.Name, $"{feature.Stride}", $"{feature.Shape}", feature.LayerName);
        features.Write();
        var table = new TextTable("part", "parameters", "MACs", "predicted (ms/image)", "MEM");
        foreach (var part in parts)
            table.Add(part.Part, Quantity.Grouped(part.Params), Quantity.Grouped(part.Macs), Quantity.Ms(part.LatencyMsPerImage), Quantity.Ratio(part.Mem));
        table.Write();
    }

    private sealed record PartRecord(string Part, long Params, long Macs, double LatencyMsPerImage, double Mem)
    {
        public static PartRecord Of(string part, Network network, ILatencyModel model, int batch)
        {
            var totals = model.Predict(network, batch).Totals;
            return new PartRecord(part, totals.Params, totals.Macs, totals.LatencyMsPerImage, totals.Mem);
        }
    }
}
