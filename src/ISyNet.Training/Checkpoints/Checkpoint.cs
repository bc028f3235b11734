using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ISyNet.Training.Native;

namespace ISyNet.Training.Checkpoints;

/// <summary>
/// The whole state of a training between two steps. Order, augmentation and dropout follow from seed and step number, so no state
/// of a random generator is kept. File: safetensors with the metadata of docs/checkpoints.md.
/// </summary>
/// <param name="Job">Fingerprint of the job that it belongs to.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="Elapsed">Time spent.</param>
/// <param name="InSteps">Time spent in steps.</param>
/// <param name="Log">Curves and running sums.</param>
/// <param name="Vectors">Parameters, running statistics, optimiser and average, flat, by name.</param>
internal sealed record Checkpoint(
    string Job, long Steps, TimeSpan Elapsed, TimeSpan InSteps, LogState Log, IReadOnlyDictionary<string, float[]> Vectors)
{
    public const string Format = "isynet.checkpoint/1";

    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public void Save(string path, TorchArithmetic arithmetic) => CheckpointFile.Save(path, Format, Job, arithmetic,
        new Dictionary<string, string>
        {
            ["steps"] = Steps.ToString(CultureInfo.InvariantCulture),
            ["elapsedTicks"] = Elapsed.Ticks.ToString(CultureInfo.InvariantCulture),
            ["inStepsTicks"] = InSteps.Ticks.ToString(CultureInfo.InvariantCulture),
            ["log"] = JsonSerializer.Serialize(Log, Json),
        },
        Vectors);

    /// <exception cref="TrainingException">The file is no checkpoint, is damaged, or belongs to another job.</exception>
    public static Checkpoint Load(string path, string job)
    {
        var (texts, weights) = CheckpointFile.Load(path, Format, job);
        try
        {
            return new Checkpoint(
                job, CheckpointFile.Number(texts, "steps"), new TimeSpan(CheckpointFile.Number(texts, "elapsedTicks")),
                new TimeSpan(CheckpointFile.Number(texts, "inStepsTicks")), JsonSerializer.Deserialize<LogState>(texts["log"], Json)!,
                weights.Names.ToDictionary(name => name, name => weights[name].Values));
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new TrainingException($"{path}: is damaged: {error.Message}", error);
        }
    }

    /// <summary>Copies a vector into memory of the same length.</summary>
    /// <exception cref="TrainingException">It is not there or has another length.</exception>
    public void Restore(string name, Span<float> target)
    {
        var vector = Vectors.GetValueOrDefault(name, []);
        if (vector.Length != target.Length)
            throw new TrainingException($"the checkpoint's '{name}' has {vector.Length} values; the training needs {target.Length}");
        vector.CopyTo(target);
    }
}

/// <summary>What a <see cref="TrainingLog"/> must keep over a stop.</summary>
internal sealed record LogState(
    double LossSum, double SmoothLoss, long Steps, long Images, long Correct, ImmutableArray<EpochPoint> Curve);
