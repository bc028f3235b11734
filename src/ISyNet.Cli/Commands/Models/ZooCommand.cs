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
        var name = new Argument<string>("name") { Description = "A network of the zoo, such as N0 or ResNet-18." };
        var input = new Option<string?>("--input") { Description = "Input of one image, such as 3x224x224." };
        var reference = new Option<bool>("--reference") { Description = "Print the architecture in the format of the paper's release." };

        var weights = new Option<string?>("--weights") { Description = $"List the trained weights of a release instead. Default folder: {ZooReleaseCommand.Place}.", Arity = ArgumentArity.ZeroOrOne };
        var list = new Command("list", "List the networks with their parameters and MACs.") { weights, json };
        list.SetAction(result =>
        {
            if (result.GetResult(weights) is { Implicit: false })
                ZooReleaseCommand.List(result.GetValue(weights) ?? ZooReleaseCommand.Place, result.GetValue(json));
            else
                List(result.GetValue(json));
        });

        var show = new Command("show", "Show one network, layer by layer.") { name, input, reference, json };
        show.SetAction(result => Show(
            result.GetRequiredValue(name), result.GetValue(input), result.GetValue(reference), result.GetValue(json)));
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

        var table = new TextTable("network", new("input", 1), "params (M)", "MACs (M)", new("activations (M)", 2), new("conv layers", 3));
        foreach (var network in networks)
        {
            table.Add(network.Name, network.Input.ToString(), Quantity.Millions(network.TotalParams), Quantity.Millions(network.TotalMacs),
                Quantity.Millions(network.TotalActivations), $"{network.Layers.Count(layer => layer.Op is Graph.Ops.Conv)}");
        }

        table.Write();
    }

    private static void Show(string name, string? input, bool reference, bool json)
    {
        var architecture = ModelZoo.Find(name) ?? throw UsageException.Unknown("network", name, ModelZoo.Names);
        if (input is not null)
            architecture = architecture.For(OptionValue.Shape("--input", input), architecture.Classes);
        if (reference)
        {
            Console.WriteLine(Graph.Architectures.ArchitectureFile.WriteReference(architecture));
            return;
        }

        var summary = NetworkSummary.FromNetwork(architecture.Build());
        if (json)
        {
            JsonOutput.Write(summary);
            return;
        }

        var table = new TextTable("layer", "what it does", new("output", 1), "params", "MACs");
        foreach (var layer in summary.Layers)
            table.Add(layer.Name, layer.What, layer.Output.ToString(), Quantity.Short(layer.Params), Quantity.Short(layer.Macs));
        table.Add("total", "", "", Quantity.Short(summary.Params), Quantity.Short(summary.Macs));
        table.Write();
    }
}
