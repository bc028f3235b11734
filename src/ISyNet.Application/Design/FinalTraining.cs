using System.Collections.Immutable;
using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images.Judging;
using ISyNet.Training;
using ISyNet.Training.Native;

namespace ISyNet.Application.Design;

/// <summary>The outcome of a network's final training.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Normalization">The pixel normalisation of these weights.</param>
/// <param name="Curve">The training curve.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="ImagesPerSecond">Training speed.</param>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="Arithmetic">The arithmetic used; null if an earlier version did not record it.</param>
public sealed record FinalTraining(
    WeightSet Weights, Normalization Normalization, ImmutableArray<TrainingPoint> Curve, double Epochs, double ImagesPerSecond, double Seconds,
    TorchArithmetic? Arithmetic)
{
    private const string Format = "isynet.training/1";

    /// <summary>Accuracy on held-out training images at the end, 0 to 1.</summary>
    public double HoldoutAccuracy => Curve.IsEmpty ? double.NaN : Curve[^1].Evaluation;

    internal static FinalTraining From(TrainingResult result) => new(
        result.Weights, result.Normalization, result.Curve, result.Epochs, result.ImagesPerSecond, result.Elapsed.TotalSeconds, result.Arithmetic);

    /// <summary>Reads a finished training; null if there is none.</summary>
    internal static FinalTraining? Load(string basePath)
    {
        var log = $"{basePath}.json";
        if (!File.Exists(log))
            return null;
        try
        {
            var record = JsonSerializer.Deserialize<Log>(File.ReadAllText(log), MetricsJson.Options);
            return record is { Format: Format }
                ? new FinalTraining(SafetensorsFile.Load($"{basePath}.safetensors").Weights, new Normalization(record.Mean, record.Std),
                    record.Curve, record.Epochs, record.ImagesPerSecond, record.Seconds, record.Arithmetic)
                : throw new ISyNetException($"{log}: is not a training of format {Format}");
        }
        catch (JsonException error)
        {
            throw new ISyNetException($"{log}: line {error.LineNumber + 1} is not JSON; delete it to train this network again", error);
        }
    }

    /// <summary>Writes the weights, and then the log, which shows that they are complete.</summary>
    internal void Save(string basePath)
    {
        SafetensorsFile.Save($"{basePath}.safetensors", Weights);
        var record = new Log(Format, [.. Normalization.Mean], [.. Normalization.Std], Curve, Epochs, ImagesPerSecond, Seconds, Arithmetic);
        AtomicFile.WriteText($"{basePath}.json", JsonSerializer.Serialize(record, MetricsJson.Options));
    }

    private sealed record Log(
        string Format, ImmutableArray<float> Mean, ImmutableArray<float> Std, ImmutableArray<TrainingPoint> Curve,
        double Epochs, double ImagesPerSecond, double Seconds, TorchArithmetic? Arithmetic);
}
