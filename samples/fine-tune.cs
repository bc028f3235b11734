#:package ISyNet.Application@*-*
#:package libtorch-cpu-linux-x64@2.10.0
#:property PublishAot=false
// Fine-tunes a network of a release on a folder of pictures (a folder for each class), in two minutes. On Windows and macOS, name another libtorch.
using System.Globalization;
using ISyNet.Application.Classification;
using ISyNet.Images;
using ISyNet.Images.Decoding;
using ISyNet.Onnx.Export;
using ISyNet.Training;
using ISyNet.Training.Recipes;

var (release, name, pictures) = (args[0], args[1], args[2]);
var minutes = args.Length > 3 ? double.Parse(args[3], CultureInfo.InvariantCulture) : 2;

var start = WeightRelease.Load(release, name);
var data = ImageData.Open(pictures, new PictureReading(start.Architecture.Input));
var network = start.Architecture.For(start.Architecture.Input, data.Training.ClassNames.Length).Build();
var (weights, drawn) = WeightTransfer.Into(network, start.Weights.Values, name, seed: 1);
Console.WriteLine($"{drawn.Count} new tensors, for the classes of the pictures");

var job = new TrainingJob(network, data.Training, RecipeFile.Find("quick")!, TrainingBudget.FromTime(TimeSpan.FromMinutes(minutes)), Seed: 1)
{
    Holdout = data.Test, InitialWeights = weights, Normalization = start.Weights.Normalization,
};
var result = Trainer.Train(job);
Console.WriteLine($"{100 * result.HoldoutAccuracy:0.0} % of {result.HeldOutImages} held-out pictures after {result.Epochs:0.0} epochs");

OnnxExport.Write("fine-tuned.onnx", network, result.Weights, new OnnxExportOptions
{
    Normalization = result.Normalization,
    ClassNames = data.Training.ClassNames,
});
Console.WriteLine("wrote fine-tuned.onnx");
