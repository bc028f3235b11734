using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Graph.Weights;

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
    string Job, long Steps, TimeSpan Elapsed, TimeSpan InSteps, LogState Log, ImmutableDictionary<string, float[]> Vectors)
{
    public const string Format = "isynet.checkpoint/1";

    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public void Save(string path)
    {
        var weights = new WeightSet(Vectors.Where(v => v.Value.Length > 0)
            .Select(v => KeyValuePair.Create(v.Key, new WeightTensor(Shape.Vector(v.Value.Length), v.Value))));
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["job"] = Job,
            ["steps"] = Steps.ToString(CultureInfo.InvariantCulture),
            ["elapsedTicks"] = Elapsed.Ticks.ToString(CultureInfo.InvariantCulture),
            ["inStepsTicks"] = InSteps.Ticks.ToString(CultureInfo.InvariantCulture),
            ["log"] = JsonSerializer.Serialize(Log, Json),
        };
        metadata["sha256"] = Checksum(weights, metadata);
        SafetensorsFile.Save(path, weights, metadata);
    }

    /// <exception cref="TrainingException">The file is no checkpoint, is damaged, or belongs to another job.</exception>
    public static Checkpoint Load(string path, string job)
    {
        var (weights, metadata) = SafetensorsFile.Load(path);
        if (metadata.GetValueOrDefault("format") != Format)
            throw new TrainingException($"{path}: is no checkpoint of format {Format}");
        if (metadata.GetValueOrDefault("sha256") != Checksum(weights, metadata))
            throw new TrainingException($"{path}: is damaged: its checksum does not fit; delete it to start again");
        if (metadata.GetValueOrDefault("job") != job)
            throw new TrainingException($"{path}: is the checkpoint of another network, recipe, seed or data set; delete it or name another file");
        try
        {
            return new Checkpoint(
                job, Number(metadata, "steps"), new TimeSpan(Number(metadata, "elapsedTicks")), new TimeSpan(Number(metadata, "inStepsTicks")),
                JsonSerializer.Deserialize<LogState>(metadata["log"], Json)!,
                weights.Names.ToImmutableDictionary(name => name, name => weights[name].Values));
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

    private static long Number(ImmutableSortedDictionary<string, string> metadata, string key) =>
        long.Parse(metadata[key], NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Checksum(WeightSet weights, IReadOnlyDictionary<string, string> metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in metadata.Where(pair => pair.Key != "sha256").OrderBy(pair => pair.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}={value}\n"));
        foreach (var name in weights.Names)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n"));
            hash.AppendData(MemoryMarshal.AsBytes(weights[name].Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What a <see cref="TrainingLog"/> must keep over a stop.</summary>
internal sealed record LogState(
    double LossSum, double SmoothLoss, long Steps, long Images, long Correct, ImmutableArray<EpochPoint> Curve);
