using System.CommandLine;
using ISyNet.Application.Classification;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet zoo release RUN…</c> and <c>isynet zoo list --weights</c>: trained networks in the layout of a release.</summary>
internal static class ZooReleaseCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("run") { Description = "Result folders of train or finetune.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "The folder of the release.", DefaultValueFactory = _ => ReleasePlace.Folder };
        var command = new Command("release", "Put trained networks into a folder to publish: weights, ONNX, recipe, and an index with accuracy and hash.") { runs, output };
        command.SetAction((result, cancellation) => Task.Run(() =>
        {
            var folder = result.GetRequiredValue(output);
            Print(WeightRelease.Add(result.GetRequiredValue(runs), folder, cancellation));
            Console.WriteLine($"{folder}: upload its files as they are");
        }, cancellation));
        return command;
    }

    public static void List(string folder, bool json)
    {
        var release = WeightRelease.Read(folder);
        if (json)
            JsonOutput.Write(release.Networks);
        else
            Print(release);
    }

    private static void Print(WeightRelease release)
    {
        var table = new TextTable("weights", "test accuracy (%)", new("parameters", 1), new("MACs", 2), new("recipe", 1), new("epochs", 1), new("size (MB)", 3), new("SHA-256", 4));
        foreach (var network in release.Networks)
        {
            var weights = network.Files.First(file => file.Name.EndsWith(".safetensors", StringComparison.Ordinal));
            table.Add(network.Name, network.TestAccuracy().Cell, Quantity.Short(network.Params), Quantity.Short(network.Macs), network.Recipe,
                Quantity.Fixed(network.Epochs, 1), Quantity.Fixed(weights.Bytes / 1e6, 2), weights.Sha256[..12]);
        }

        table.Write();
    }
}
