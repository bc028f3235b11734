using System.CommandLine;
using ISyNet.Application.Classification;
using ISyNet.Application.Results;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Onnx.Export;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet quantize RUN</c>: a trained classifier as an eight-bit ONNX model, with its accuracy before and after.</summary>
internal static class QuantizeCommand
{
    private const string DefaultFile = "model.int8.onnx";

    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "A result folder with a trained classifier: of train, finetune, import or design." };
        var data = new Option<string?>("--data") { Description = "Images: fashion-mnist, cifar10, a folder or a CSV list. Default: those that the result folder was trained on." };
        var images = new Option<int>("--images") { Description = "Training images to measure the ranges of the activations on.", DefaultValueFactory = _ => QuantizationRun.DefaultCalibrationImages };
        var bits = new Option<int>("--weight-bits") { Description = "Bits of a weight, 7 or 8. With 8, sums can overflow on processors without int8 dot-product instructions (VNNI); 7 is safe everywhere.", DefaultValueFactory = _ => QuantizedForm.SafeWeightBits };
        var output = new Option<string?>("--out") { Description = $"The file. Default: {DefaultFile} in the result folder." };
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("quantize", "Write a trained classifier as an int8 ONNX model, and compare its accuracy with the float model.") { run, data, images, bits, output, force, json };
        command.SetAction(async (result, cancellation) =>
        {
            var folder = new ClassifierFolder(result.GetRequiredValue(run));
            if (!Directory.Exists(folder.Path))
                throw new UsageException($"{folder.Path}: there is no such result folder");
            var (count, weightBits) = (OptionValue.Whole("--images", result.GetValue(images), 1, 1_000_000), OptionValue.Whole("--weight-bits", result.GetValue(bits), QuantizedForm.SafeWeightBits, 8));
            var file = result.GetValue(output) ?? Path.Combine(folder.Path, DefaultFile);
            ResultFolder.RequireFree(file, result.GetValue(force));
            var trained = folder.Load();
            var pictures = DataSource.Load(result.GetValue(data) ?? DataSource.TrainedOn(folder.Path), trained.Architecture.Input, cancellation);
            var quantization = new QuantizationRun(trained, pictures with { Test = JudgedClasses.Match(pictures.Test, trained.Weights.ClassNames, folder.Path) }) { CalibrationImages = count, WeightBits = weightBits };
            var quantized = await StepDisplay.RunAsync(false, progress => Task.Run(() => quantization.Run(file, progress, cancellation), cancellation));
            if (result.GetValue(json))
                JsonOutput.Write(quantized);
            else
                Print(quantized);
        });
        return command;
    }

    private static void Print(QuantizationResult result)
    {
        var table = new TextTable("model", "top-1 (%)", "size (kB)");
        table.Add("float", result.Float.Cell, Kilobytes(result.FloatBytes));
        table.Add("int8", result.Quantized.Cell, Kilobytes(result.QuantizedBytes));
        table.Write();
        Console.WriteLine(FormattableString.Invariant(
            $"{result.File}: {result.Network}, weights in {result.WeightBits} bits, ranges from {Quantity.Counted(result.CalibrationImages, "training image")}; both forms give the same class for {100 * result.Agreement:0.0} % of the test images of {result.Data}"));
    }

    private static string Kilobytes(long bytes) => FormattableString.Invariant($"{bytes / 1000.0:0}");
}
