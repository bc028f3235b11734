using System.Collections.Immutable;
using ISyNet.Training.Native;

namespace ISyNet.Design.Classification;

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
/// <param name="HeldOutAccuracy">On held-out training images; null when none were.</param>
/// <param name="TestAccuracy">On the test images, in the training framework.</param>
/// <param name="Top5Accuracy">On the test images, the label among the five highest; null for five classes or fewer.</param>
/// <param name="OnnxAccuracy">On the test images, the exported model in ONNX Runtime.</param>
/// <param name="MaxLogitDifference">Largest difference of a logit between the two.</param>
/// <param name="ClassNames">One name per class.</param>
/// <param name="Confusion">Counts of (true class, predicted class) on the test images.</param>
/// <param name="CommandLine">The command.</param>
/// <param name="Skipped">Images that could not be read.</param>
public sealed record ClassifierResult(
    string Format, string Network, string Data, string Recipe, ulong Seed, long Params, long Macs, double Epochs, double Seconds, double ImagesPerSecond,
    double? HeldOutAccuracy, double TestAccuracy, double? Top5Accuracy, double OnnxAccuracy, double MaxLogitDifference,
    ImmutableArray<string> ClassNames, ImmutableArray<ImmutableArray<int>> Confusion, string CommandLine, ImmutableArray<string> Skipped)
{
    /// <summary>What it was computed with.</summary>
    public TorchArithmetic? Arithmetic { get; init; }
}
