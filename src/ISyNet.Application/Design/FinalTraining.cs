using System.Collections.Immutable;
using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training;
using ISyNet.Training.Native;

namespace ISyNet.Application.Design;

/// <summary>The outcome of a network's final training.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Normalization">How pixels must be normalised for them.</param>
/// <param name="Curve">How it learned.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="ImagesPerSecond">Training speed.</param>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="Arithmetic">What it was computed with; null for a training of a version that did not say.</param>
public sealed record FinalTraining(
    WeightSet Weights, Normalization Normalization, ImmutableArray<TrainingPoint> Curve, double Epochs, double ImagesPerSecond, double Seconds,
    TorchArithmetic? Arithmetic)
{
    private const string Format = "isynet.training/1";
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Accuracy on held-out training images at the end, 0 to 1.</summary>
    public double HoldoutAccuracy => Curve.IsEmpty ? double.NaN : Curve[^1].Evaluation;

    internal static FinalTraining From(TrainingResult result) => new(
        result.Weights, result.Normalization, result.Curve, result.Epochs, result.ImagesPerSecond, result.Elapsed.TotalSeconds, result.Arithmetic);

    /// <summary>Reads a finished training; null when there is none.</summary>
    internal static FinalTraining? Load(string basePath)
    {
        var log = $"{basePath}.json";
        if (!File.Exists(log))
            return null;
        try
        {
            var record = JsonSerializer.Deserialize<Log>(File.ReadAllText(log), Options);
            return record is { Format: Format }
                ? new FinalTraining(SafetensorsFile.Load($"{basePath}.safetensors").Weights, new Normalization(record.Mean, record.Std),
                    record.Curve, record.Epochs, record.ImagesPerSecond, record.Seconds, record.Arithmetic)
                : throw new ISyNetException($"{log}: is no training of format {Format}");
        }
        catch (JsonException error)
        {
            throw new ISyNetException($"{log}: line {error.LineNumber + 1}: is not JSON; delete it to train this network again", error);
        }
    }

    /// <summary>Writes the weights, then the log that says they are whole.</summary>
    internal void Save(string basePath)
    {
        SafetensorsFile.Save($"{basePath}.safetensors", Weights);
        var record = new Log(Format, [.. Normalization.Mean], [.. Normalization.Std], Curve, Epochs, ImagesPerSecond, Seconds, Arithmetic);
        AtomicFile.WriteText($"{basePath}.json", JsonSerializer.Serialize(record, Options));
    }

    private sealed record Log(
        string Format, ImmutableArray<float> Mean, ImmutableArray<float> Std, ImmutableArray<TrainingPoint> Curve,
        double Epochs, double ImagesPerSecond, double Seconds, TorchArithmetic? Arithmetic);
}
