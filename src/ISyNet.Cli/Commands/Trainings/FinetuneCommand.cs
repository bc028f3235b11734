using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Classification;
using ISyNet.Cli.Sources;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Training;
using ISyNet.Training.Networks;

namespace ISyNet.Cli.Commands.Trainings;

/// <summary><c>isynet finetune --from RUN|WEIGHTS</c>: fine-tunes a trained network on another task.</summary>
internal static class FinetuneCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "A result folder, or the folder of a release or weights (.safetensors) with --network.", Required = true };
        var net = new Option<string?>("--network") { Description = "The network of the weights: a name of the release, a zoo name or an architecture file." };
        var freeze = new Option<int>("--freeze") { Description = "Do not train the stem and this number of first stages." };
        var probe = new Option<bool>("--linear-probe") { Description = "Train only the classifier." };
        var rates = new Option<string?>("--stage-rates") { Description = "Learning-rate factor of each stage, such as 0.1,0.3,1. The stem uses the first." };
        var options = new TrainingOptions(ResultKind.Finetune, "quick");
        var command = new Command("finetune", "Train a trained network further on another task. The classifier is replaced if the classes differ.") { from, net, freeze, probe, rates };
        options.AddTo(command);
        command.SetAction((result, cancellation) => options.RunAsync(result, () =>
        {
            var source = result.GetRequiredValue(from);
            var start = WeightSource.Load(source, result.GetValue(net), "--network");
            var recipe = options.Recipe(result) with { Partner = null };
            var images = options.Images(result, start.Architecture.Input, cancellation);
            var architecture = recipe.Prepare(start.Architecture.For(images.Training.Shape, images.Training.Classes));
            var (weights, drawn) = WeightTransfer.Into(architecture.Build(), start.Weights.Values, source, options.Seed(result));
            if (drawn.Count > 0)
                Console.Error.WriteLine($"isynet: new classifier weights: {string.Join(", ", drawn)}");
            return new ClassifierTask(images, architecture, recipe, TrainingBudget.FromEpochs(recipe.Epochs), options.Seed(result))
            {
                InitialWeights = weights,
                Normalization = start.Weights.Normalization?.Channels == images.Training.Shape.Channels ? start.Weights.Normalization : null,
                Rates = Rates(architecture, result.GetValue(freeze), result.GetValue(probe), result.GetValue(rates)),
            };
        }, cancellation));
        return command;
    }

    private static ImmutableArray<LayerRate> Rates(Architecture architecture, int freeze, bool probe, string? stageRates)
    {
        var stages = architecture.Stages.Length;
        if (freeze < 0 || freeze > stages)
            throw new UsageException($"--freeze takes 0 to {stages}, the stages of {architecture.Name}, not {freeze}");
        if (probe)
            return [new LayerRate(0), new LayerRate(1, Role: LayerRole.Classifier)];
        var factors = stageRates is null ? [.. Enumerable.Repeat(1.0, stages)] : Factors(stageRates, stages, architecture.Name);
        for (var s = 0; s < freeze; s++)
            factors[s] = 0;
        return factors.All(f => f == 1) ? [] : [new LayerRate(factors[0], NetworkPart.Stem), .. factors.Select((factor, s) => new LayerRate(factor, NetworkPart.Stage, s))];
    }

    private static double[] Factors(string text, int stages, string name)
    {
        var parts = text.Split(',');
        var factors = parts.Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var f) && f is >= 0 and <= 1000 ? f : double.NaN).ToArray();
        return factors.Length == stages && !factors.Any(double.IsNaN)
            ? factors
            : throw new UsageException($"--stage-rates takes {stages} factors from 0 for the stages of {name}, such as {string.Join(',', Enumerable.Repeat("1", stages))}, not '{text}'");
    }
}
