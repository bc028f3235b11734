using System.Collections.Immutable;
using ISyNet.Images.Judging;
using ISyNet.Training.Native;

namespace ISyNet.Application.Classification;

/// <summary>What a training came to. Accuracies are 0 to 1.</summary>
/// <param name="Format">Version of the file.</param>
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
/// <param name="Adapted">What was fitted to the number of images; empty when nothing was.</param>
/// <param name="HeldOut">On held-out training images; null when none were.</param>
/// <param name="Test">On the test images, in the training framework.</param>
/// <param name="Top5">On the test images, the label among the five highest; null for five classes or fewer.</param>
/// <param name="Onnx">On the test images, the exported model in ONNX Runtime.</param>
/// <param name="Proof">The exported model against the trained network.</param>
/// <param name="ClassNames">One name per class.</param>
/// <param name="Confusion">Counts of (true class, predicted class) on the test images.</param>
/// <param name="CommandLine">The command.</param>
/// <param name="Skipped">Images that could not be read.</param>
public sealed record ClassifierResult(
    string Format, string Network, string Data, string Recipe, ulong Seed, long Params, long Macs, double Epochs, double Seconds, double ImagesPerSecond,
    int ImagesPerStep, ImmutableArray<string> Adapted, Accuracy? HeldOut, Accuracy Test, Accuracy? Top5, Accuracy Onnx, ExportProof Proof,
    ImmutableArray<string> ClassNames, ImmutableArray<ImmutableArray<int>> Confusion, string CommandLine, ImmutableArray<string> Skipped)
{
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

    /// <summary>What it was computed with.</summary>
    public TorchArithmetic? Arithmetic { get; init; }
}
