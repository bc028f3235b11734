using System.CommandLine;
using ISyNet.Application.Classification;
using ISyNet.Cli.Sources;
using ISyNet.Core.Results;
using ISyNet.Training;

namespace ISyNet.Cli.Commands.Trainings;

/// <summary><c>isynet train NET</c>: any network on any images by any recipe.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var net = new Argument<string>("network") { Description = "A zoo name, an architecture file or a result folder." };
        var partner = new Option<string?>("--partner") { Description = "A network that learns beside it and teaches it (mutual learning); 'none' drops the recipe's." };
        var options = new TrainingOptions(ResultKind.Train, "quick");
        var command = new Command("train", "Train a network on images; ends in weights, an ONNX model and the evidence.") { net, partner };
        options.AddTo(command);
        command.SetAction((result, cancellation) => options.RunAsync(result, () =>
        {
            var recipe = options.Recipe(result);
            var asked = NetworkSource.LoadArchitecture(result.GetRequiredValue(net));
            var teacher = (result.GetValue(partner) ?? recipe.Partner) is { } name && name != "none" ? NetworkSource.LoadArchitecture(name) : null;
            var images = options.Images(result, asked.Input, cancellation);
            var (shape, classes) = (images.Training.Shape, images.Training.Classes);
            return new ClassifierTask(images, asked.For(shape, classes), recipe with { Partner = teacher?.Name }, TrainingBudget.FromEpochs(recipe.Epochs), options.Seed(result))
            {
                Partner = teacher?.For(shape, classes),
            };
        }, cancellation));
        return command;
    }
}
