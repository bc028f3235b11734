#:package ISyNet.Training@*-*
#:package ISyNet.Onnx@*-*
#:package libtorch-cpu-linux-x64@2.10.0
#:property PublishAot=false
// Trains a network of the zoo on a folder of pictures (a folder for each class) and exports it to ONNX. On Windows and macOS, name another libtorch.
using ISyNet.Graph;
using ISyNet.Graph.Zoo;
using ISyNet.Images;
using ISyNet.Images.Decoding;
using ISyNet.Onnx.Export;
using ISyNet.Training;
using ISyNet.Training.Recipes;

var input = new Shape(3, 32, 32);
var data = ImageData.Open(args[0], new PictureReading(input));
var network = ModelZoo.Find("N0")!.For(input, data.Training.ClassNames.Length).Build();

var job = new TrainingJob(network, data.Training, RecipeFile.Find("quick")!, TrainingBudget.FromEpochs(2), Seed: 1) { Holdout = data.Test };
var result = Trainer.Train(job);
Console.WriteLine($"{100 * result.HoldoutAccuracy:0.0} % of {result.HeldOutImages} held-out pictures after {result.Epochs:0.0} epochs");

OnnxExport.Write("model.onnx", network, result.Weights, new OnnxExportOptions
{
    Normalization = result.Normalization,
    ClassNames = data.Training.ClassNames,
});
Console.WriteLine("wrote model.onnx");
