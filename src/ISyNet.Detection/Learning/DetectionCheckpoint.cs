using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Training;
using ISyNet.Training.Checkpoints;
using ISyNet.Training.Native;

namespace ISyNet.Detection.Learning;

/// <summary>The whole state of a detection training between two steps, as a safetensors file.</summary>
internal sealed record DetectionCheckpoint(
    long Steps, TimeSpan Elapsed, TimeSpan InSteps, double LossSum, long LossSteps, double SmoothLoss, ImmutableArray<DetectionPoint> Curve,
    [property: JsonIgnore] IReadOnlyDictionary<string, float[]> Vectors)
{
    public const string Format = "isynet.detection-checkpoint/2";

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public void Save(string path, string fingerprint) => CheckpointFile.Save(path, Format, fingerprint, TorchRuntime.Prepare(),
        new Dictionary<string, string>
        {
            ["steps"] = Steps.ToString(CultureInfo.InvariantCulture),
            ["state"] = JsonSerializer.Serialize(new State(Elapsed.Ticks, InSteps.Ticks, LossSum, LossSteps, SmoothLoss, Curve), Json),
        },
        Vectors);

    /// <exception cref="TrainingException">The file is no checkpoint, is damaged, or belongs to another job.</exception>
    public static DetectionCheckpoint Load(string path, string fingerprint)
    {
        var (texts, weights) = CheckpointFile.Load(path, Format, fingerprint);
        try
        {
            var state = JsonSerializer.Deserialize<State>(texts["state"], Json)!;
            return new DetectionCheckpoint(
                CheckpointFile.Number(texts, "steps"), new TimeSpan(state.ElapsedTicks), new TimeSpan(state.InStepsTicks),
                state.LossSum, state.LossSteps, state.SmoothLoss, state.Curve, weights.Names.ToDictionary(name => name, name => weights[name].Values));
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new TrainingException($"{path}: is damaged: {error.Message}", error);
        }
    }

    private sealed record State(long ElapsedTicks, long InStepsTicks, double LossSum, long LossSteps, double SmoothLoss, ImmutableArray<DetectionPoint> Curve);
}
