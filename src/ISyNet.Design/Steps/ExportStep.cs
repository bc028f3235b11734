using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Onnx.Export;
using ISyNet.Reports;
using ISyNet.Reports.Design;
using ISyNet.Runtime;
using ISyNet.Training;

namespace ISyNet.Design.Steps;

/// <summary>The exported model, and the proof that ONNX Runtime computes what the training framework computes.</summary>
internal static class ExportStep
{
    private const string Step = "export";

    /// <summary>File name of the model.</summary>
    public const string FileName = "model.onnx";

    public static (ExportVerification Verification, ConfusionMatrix Confusion) Run(
        DesignOptions options, TrainedContender designed, RunFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var test = options.Data.Test;
        var network = designed.Contender.Architecture.Build();
        using var predictor = new Predictor(network, designed.Training.Weights, designed.Training.Normalization);
        var reference = predictor.Predict(test, cancellation: cancellation);
        progress.Report(new StepAdvanced(Step, 0.4));
        var path = folder.In(FileName);
        OnnxExport.Write(path, network, designed.Training.Weights, new OnnxExportOptions
        {
            Normalization = designed.Training.Normalization,
            ClassNames = test.ClassNames,
            Metadata = ImmutableSortedDictionary<string, string>.Empty.Add("isynet.device", options.Device.Name),
        });
        var comparison = OnnxVerification.Compare(path, test, reference.Logits, cancellation: cancellation);
        var verification = new ExportVerification(
            comparison.Images, comparison.ReferenceAccuracy, comparison.Accuracy, comparison.MaxLogitDifference);
        if (!verification.Passed)
        {
            throw new GraphException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: ONNX Runtime gives {comparison.Accuracy * 100:0.00} % where training gives {comparison.ReferenceAccuracy * 100:0.00} %, logits differ by up to {comparison.MaxLogitDifference:g3}: the export is wrong, please report it"));
        }

        var confusion = new ConfusionMatrix(test.ClassNames, new Training.Prediction(comparison.Logits, test.ClassNames.Length).Confusion(test));
        progress.Report(new StepFinished(Step, string.Create(CultureInfo.InvariantCulture,
            $"{FileName}: ONNX Runtime on {comparison.Images} test images {comparison.Accuracy * 100:0.00} %, training {comparison.ReferenceAccuracy * 100:0.00} %; logits differ by at most {comparison.MaxLogitDifference:g2}")));
        return (verification, confusion);
    }
}
