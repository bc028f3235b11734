using System.Collections.Immutable;
using ISyNet.Application.Results;
using ISyNet.Core.Json;
using ISyNet.Images.Judging;
using ISyNet.Training.Native;

namespace ISyNet.Application.Classification;

/// <summary>The result of a training: <c>metrics.json</c>, of format <c>isynet.training-result/1</c>. Accuracies are 0 to 1.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Data">Name of the images.</param>
/// <param name="Recipe">Name of the recipe.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates of one image.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Seconds">Time spent.</param>
/// <param name="ImagesPerSecond">Training speed.</param>
/// <param name="ImagesPerStep">Images per optimiser step.</param>
/// <param name="Adapted">Settings that were adapted to the number of images; empty if none were.</param>
/// <param name="HeldOut">Accuracy on held-out training images; null if none were held out.</param>
/// <param name="Test">Accuracy on the test images, in the training framework.</param>
/// <param name="Top5">Top-5 accuracy on the test images; null for five classes or fewer.</param>
/// <param name="Onnx">Accuracy of the exported model in ONNX Runtime, on the test images.</param>
/// <param name="Proof">The comparison of the exported model with the trained network.</param>
/// <param name="ClassNames">One name per class.</param>
/// <param name="Confusion">Counts of (true class, predicted class) on the test images.</param>
/// <param name="CommandLine">The command.</param>
/// <param name="Skipped">Images that could not be read.</param>
public sealed record ClassifierResult(
    string Network, string Data, string Recipe, ulong Seed, long Params, long Macs, double Epochs, double Seconds, double ImagesPerSecond,
    int ImagesPerStep, ImmutableArray<string> Adapted, Accuracy? HeldOut, Accuracy Test, Accuracy? Top5, Accuracy Onnx, ExportProof Proof,
    ImmutableArray<string> ClassNames, ImmutableArray<ImmutableArray<int>> Confusion, string CommandLine, ImmutableArray<string> Skipped)
{
    private const string Format = "isynet.training-result/1";

    // The confusion matrix of a thousand classes has a million numbers.
    private const long MaxBytes = 64 << 20;

    /// <summary><see cref="HeldOut"/> as one number.</summary>
    public double? HeldOutAccuracy => HeldOut?.Value;

    /// <summary><see cref="Test"/> as one number.</summary>
    public double TestAccuracy => Test.Value;

    /// <summary><see cref="Top5"/> as one number.</summary>
    public double? Top5Accuracy => Top5?.Value;

    /// <summary><see cref="Onnx"/> as one number.</summary>
    public double OnnxAccuracy => Onnx.Value;

    /// <summary>Largest difference of a logit in <see cref="Proof"/>.</summary>
    public double MaxLogitDifference => Proof.LargestDifference;

    /// <summary>The arithmetic that was used.</summary>
    public TorchArithmetic? Arithmetic { get; init; }

    /// <summary>Reads the result in the folder of a finished training.</summary>
    /// <exception cref="ISyNetException">There is none, or it is not valid; the message names the file.</exception>
    public static ClassifierResult Read(ClassifierFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return MetricsJson.Read<ClassifierResult>(folder.Metrics, Format, MaxBytes);
    }

    /// <summary>The text of <c>metrics.json</c>.</summary>
    public string ToJson() => StrictJson.Serialize(this, Format, MetricsJson.Options);
}
