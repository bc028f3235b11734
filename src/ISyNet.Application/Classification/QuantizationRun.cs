using System.Globalization;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Export;
using ISyNet.Runtime;
using Prediction = ISyNet.Training.Prediction;

namespace ISyNet.Application.Classification;

/// <summary>The eight-bit form of a classifier, and its accuracy beside that of the float form, both run by ONNX Runtime on the test images.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="File">The model file.</param>
/// <param name="Data">Name of the test images.</param>
/// <param name="CalibrationImages">Training images that the ranges of the activations were measured on.</param>
/// <param name="WeightBits">Bits of a weight.</param>
/// <param name="Float">Accuracy of the float form.</param>
/// <param name="Quantized">Accuracy of the eight-bit form.</param>
/// <param name="Agreement">Share of the test images that both forms give the same class, 0 to 1.</param>
/// <param name="FloatBytes">Size of the float form's file.</param>
/// <param name="QuantizedBytes">Size of the eight-bit form's file.</param>
public sealed record QuantizationResult(
    string Network, string File, string Data, int CalibrationImages, int WeightBits, Accuracy Float, Accuracy Quantized, double Agreement, long FloatBytes, long QuantizedBytes);

/// <summary>
/// Quantises a trained classifier after its training (static quantisation, QDQ): the ranges of the activations are measured on training images, and the test images
/// only evaluate the result.
/// </summary>
/// <param name="Trained">The classifier.</param>
/// <param name="Data">Its images.</param>
public sealed record QuantizationRun(TrainedNetwork Trained, ImageData Data)
{
    private const ulong SubsetSeed = 1;
    private const string Ranges = "ranges", Judging = "evaluation";

    /// <summary>Enough training images for the ranges.</summary>
    public const int DefaultCalibrationImages = 512;

    /// <summary>Training images for the ranges of the activations.</summary>
    public int CalibrationImages { get; init; } = DefaultCalibrationImages;

    /// <summary>Bits of a weight, 7 or 8 (<see cref="QuantizedForm.WeightBits"/>).</summary>
    public int WeightBits { get; init; } = QuantizedForm.SafeWeightBits;

    /// <summary>Writes the model, and evaluates it.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="progress">Receives the steps.</param>
    /// <param name="cancellation">Stops it; no file is then written.</param>
    /// <exception cref="ISyNetException">The network cannot be written in this form, or the images do not fit.</exception>
    public QuantizationResult Run(string path, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var (network, weights) = (Trained.Architecture.Build(), Trained.Weights.Values);
        var normalization = Trained.Weights.Normalization ?? throw new ISyNetException($"the weights of {network.Name} do not say how pixels are normalised: they cannot be quantised");
        var options = new OnnxExportOptions { Normalization = normalization, ClassNames = Trained.Weights.ClassNames };
        progress.Report(new StepStarted(Ranges));
        var calibration = Data.Training.Subset(CalibrationImages, SubsetSeed);
        var ranges = ActivationRanges.Measure(network, weights, normalization, calibration, Advance(progress, Ranges, calibration.Count, 0, 1), cancellation);
        progress.Report(new StepFinished(Ranges, string.Create(CultureInfo.InvariantCulture, $"activations of {ranges.Count} layers on {calibration.Count} training images")));

        progress.Report(new StepStarted(Judging));
        var (floatFile, written) = ($"{path}.float.tmp", $"{path}.int8.tmp");
        try
        {
            OnnxExport.Write(floatFile, network, weights, options);
            OnnxExport.Write(written, network, weights, options with { Quantization = new QuantizedForm(ranges) { WeightBits = WeightBits } });
            var exact = Predict(floatFile, Advance(progress, Judging, Data.Test.Count, 0, 0.5), cancellation);
            var quantized = Predict(written, Advance(progress, Judging, Data.Test.Count, 0.5, 0.5), cancellation);
            var same = Enumerable.Range(0, exact.Count).Count(i => exact.Top(i) == quantized.Top(i));
            var result = new QuantizationResult(
                network.Name, path, Data.Test.Name, calibration.Count, WeightBits, exact.Accuracy(Data.Test), quantized.Accuracy(Data.Test), (double)same / exact.Count,
                new FileInfo(floatFile).Length, new FileInfo(written).Length);
            File.Move(written, path, overwrite: true);
            progress.Report(new StepFinished(Judging, $"{result.Quantized} in eight bits, {result.Float} in float"));
            return result;
        }
        finally
        {
            File.Delete(floatFile);
            File.Delete(written);
        }
    }

    private Prediction Predict(string file, IProgress<int> progress, CancellationToken cancellation)
    {
        using var model = OnnxModel.Open(file);
        return new Prediction(model.Logits(Data.Test, progress, cancellation), Trained.Architecture.Classes);
    }

    private static DirectProgress<int> Advance(IProgress<StepEvent> progress, string step, int images, double from, double share) =>
        new(done => progress.Report(new StepAdvanced(step, from + (share * done / Math.Max(1, images)), $"{done} images")));
}
