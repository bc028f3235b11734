using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Graph;
using ISyNet.Graph.Weights;

namespace ISyNet.Detection.Learning;

/// <summary>The whole state of a detection training between two steps, as a safetensors file.</summary>
internal sealed record DetectionCheckpoint(
    long Steps, TimeSpan Elapsed, TimeSpan InSteps, double LossSum, long LossSteps, double SmoothLoss, ImmutableArray<DetectionPoint> Curve,
    [property: JsonIgnore] IReadOnlyDictionary<string, float[]> Vectors)
{
    public const string Format = "isynet.detection-checkpoint/1";

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public void Save(string path, string fingerprint) => SafetensorsFile.Save(path,
        new WeightSet(Vectors.Where(v => v.Value.Length > 0).Select(v => KeyValuePair.Create(v.Key, new WeightTensor(Shape.Vector(v.Value.Length), v.Value)))),
        new Dictionary<string, string>
        {
            ["format"] = Format,
            ["job"] = fingerprint,
            ["steps"] = Steps.ToString(CultureInfo.InvariantCulture),
            ["state"] = JsonSerializer.Serialize(new State(Elapsed.Ticks, InSteps.Ticks, LossSum, LossSteps, SmoothLoss, Curve), Json),
        });

    /// <exception cref="DetectionException">The file is no checkpoint, is damaged, or belongs to another job.</exception>
    public static DetectionCheckpoint Load(string path, string fingerprint)
    {
        var (weights, metadata) = SafetensorsFile.Load(path);
        if (metadata.GetValueOrDefault("format") != Format)
            throw new DetectionException($"{path}: is no checkpoint of format {Format}");
        if (metadata.GetValueOrDefault("job") != fingerprint)
            throw new DetectionException($"{path}: is the checkpoint of another detector, recipe, seed or data set; resume with the same options, or start in another folder");
        try
        {
            var state = JsonSerializer.Deserialize<State>(metadata["state"], Json)!;
            return new DetectionCheckpoint(
                long.Parse(metadata["steps"], NumberStyles.None, CultureInfo.InvariantCulture), new TimeSpan(state.ElapsedTicks), new TimeSpan(state.InStepsTicks),
                state.LossSum, state.LossSteps, state.SmoothLoss, state.Curve, weights.Names.ToDictionary(name => name, name => weights[name].Values));
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new DetectionException($"{path}: is damaged: {error.Message}", error);
        }
    }

    private sealed record State(long ElapsedTicks, long InStepsTicks, double LossSum, long LossSteps, double SmoothLoss, ImmutableArray<DetectionPoint> Curve);
}
