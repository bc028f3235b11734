using System.Collections.Immutable;
using ISyNet.Application.Classification;
using ISyNet.Application.Results;
using ISyNet.Core.Results;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Export;

namespace ISyNet.Application.Design;

/// <summary>Exports the model, and checks that ONNX Runtime and the training framework compute the same.</summary>
internal static class ExportStep
{
    private const string Step = "export";

    public static (ExportVerification Verification, ConfusionMatrix Confusion) Run(
        DesignOptions options, TrainedContender designed, DesignFolder folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var test = options.Data.Test;
        var network = designed.Contender.Architecture.Build();
        var exported = ClassifierExport.Write(folder.Model, network, designed.Training.Weights, new OnnxExportOptions
        {
            Normalization = designed.Training.Normalization,
            ClassNames = test.ClassNames,
            Metadata = ImmutableSortedDictionary<string, string>.Empty.Add("isynet.device", options.Device.Name),
        }, test, options.Data.Training, cancellation: cancellation);
        var verification = new ExportVerification(exported.Proof, exported.Trained.Accuracy(test), exported.Exported.Accuracy(test));
        progress.Report(new StepFinished(Step, $"{ResultFiles.Model}: {exported.Proof}"));
        return (verification, new ConfusionMatrix(test.ClassNames, exported.Exported.Confusion(test)));
    }
}
