using System.CommandLine;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Graph.Zoo;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet zoo list|show</c>.</summary>
internal static class ZooCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var name = new Argument<string>("name") { Description = "A network of the zoo, such as N0 or ResNet-18, an architecture file, an ONNX file or a result folder." };
        var input = InputShapes.Option();
        var reference = new Option<bool>("--reference") { Description = "Print the architecture in the format of the paper's release." };

        var weights = new Option<string?>("--weights") { Description = $"List the trained weights of a release instead. Default: {ReleasePlace.Description}.", Arity = ArgumentArity.ZeroOrOne };
        var list = new Command("list", "List the networks with their parameters and MACs.") { weights, json };
        list.SetAction(result =>
        {
            if (result.GetResult(weights) is { Implicit: false })
                ZooReleaseCommand.List(result.GetValue(weights) ?? ReleasePlace.Require(), result.GetValue(json));
            else
                List(result.GetValue(json));
        });

        var show = new Command("show", "Show one network, layer by layer.") { name, input, reference, json };
        show.SetAction(result => Show(
            result.GetRequiredValue(name), InputShapes.Parse(result.GetRequiredValue(input)), result.GetValue(reference), result.GetValue(json)));
        return new Command("zoo", "Show the networks that ship with the product.") { list, show, ZooExportCommand.Create(), ZooReleaseCommand.Create() };
    }

    private static void List(bool json)
    {
        var networks = ModelZoo.Names.Select(name => ModelZoo.Find(name)!.Build()).ToArray();
        if (json)
        {
            JsonOutput.Write(networks.Select(NetworkSummary.FromNetwork));
            return;
        }

        var table = new TextTable("network", new("input", 1), "params", "MACs", new("activations", 2), new("conv layers", 3));
        foreach (var network in networks)
        {
            table.Add(network.Name, network.Input.ToString(), Quantity.Short(network.TotalParams), Quantity.Short(network.TotalMacs),
                Quantity.Short(network.TotalActivations), $"{network.Layers.Count(layer => layer.Op is Graph.Ops.Conv)}");
        }

        table.Write();
    }

    private static void Show(string name, InputShapes inputs, bool reference, bool json)
    {
        if (reference)
        {
            if (!Directory.Exists(name) && NetworkSource.IsFile(name, ".onnx"))
                throw new UsageException($"{name}: --reference prints an architecture, and an ONNX file has none");
            Console.WriteLine(Graph.Architectures.ArchitectureFile.WriteReference(NetworkSource.LoadArchitecture(name, inputs.OfImage(name))));
            return;
        }

        var (network, notes) = NetworkSource.Load(name, inputs);
        var summary = NetworkSummary.FromNetwork(network);
        if (json)
        {
            JsonOutput.Write(summary);
            return;
        }

        var table = new TextTable(new("layer", Least: 16), new("what it does", Least: 20), new("output", 1), "params", "MACs");
        foreach (var layer in summary.Layers)
            table.Add(layer.Name, layer.What, layer.Output.ToString(), Quantity.Short(layer.Params), Quantity.Short(layer.Macs));
        table.Add("total", "", "", Quantity.Short(summary.Params), Quantity.Short(summary.Macs));
        table.Write();
        foreach (var note in notes)
            Console.WriteLine($"note: {note}");
    }
}
