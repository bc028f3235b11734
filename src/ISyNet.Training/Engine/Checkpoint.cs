using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Native;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Engine;

/// <summary>
/// The whole state of a training between two steps, as a safetensors file sealed by a checksum and tied to one training by its fingerprint. Order,
/// augmentation and dropout follow from seed and step number, so no state of a random generator is kept. Described in docs/checkpoints.md.
/// </summary>
/// <param name="Steps">Steps done.</param>
/// <param name="Elapsed">Time spent.</param>
/// <param name="InSteps">Time spent in steps.</param>
/// <param name="Log">Curve and running sums.</param>
/// <param name="Tensors">Parameters, running statistics, optimiser and average, by name.</param>
internal sealed record Checkpoint(long Steps, TimeSpan Elapsed, TimeSpan InSteps, LogState Log, IReadOnlyDictionary<string, WeightTensor> Tensors)
{
    public const string Format = "isynet.checkpoint/2";

    private const string FormatKey = "format", JobKey = "job", ArithmeticKey = "arithmetic", ChecksumKey = "sha256",
        StepsKey = "steps", ElapsedKey = "elapsedTicks", InStepsKey = "inStepsTicks", LogKey = "log";

    private static readonly ImmutableArray<string> EarlierFormats = ["isynet.checkpoint/1", "isynet.detection-checkpoint/2", "isynet.supernet/1"];

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes it whole or not at all.</summary>
    public void Save(string path, Fingerprint job, TorchArithmetic arithmetic)
    {
        var weights = new WeightSet(Tensors);
        var metadata = new Dictionary<string, string>
        {
            [FormatKey] = Format,
            [JobKey] = JsonSerializer.Serialize(job.Parts),
            [ArithmeticKey] = arithmetic.ToString(),
            [StepsKey] = Text(Steps),
            [ElapsedKey] = Text(Elapsed.Ticks),
            [InStepsKey] = Text(InSteps.Ticks),
            [LogKey] = JsonSerializer.Serialize(Log, Json),
        };
        metadata[ChecksumKey] = Checksum(weights, metadata);
        SafetensorsFile.Save(path, weights, metadata);
    }

    /// <param name="path">The file.</param>
    /// <param name="job">The training that wants to go on.</param>
    /// <param name="subject">What its first part is called in the refusal of another's checkpoint, such as <c>network</c>.</param>
    /// <exception cref="TrainingException">The file is no checkpoint, is damaged, or belongs to another training.</exception>
    public static Checkpoint Load(string path, Fingerprint job, string subject)
    {
        var (weights, metadata) = SafetensorsFile.Load(path);
        var format = metadata.GetValueOrDefault(FormatKey);
        if (format is not null && EarlierFormats.Contains(format))
            throw new TrainingException($"{path}: was left by an earlier version ({format}), which this one ({Format}) cannot go on from: delete it to start again");
        if (format != Format)
            throw new TrainingException($"{path}: is no checkpoint of format {Format}");
        if (metadata.GetValueOrDefault(ChecksumKey) != Checksum(weights, metadata))
            throw new TrainingException($"{path}: is damaged: its checksum does not fit; delete it to start again");
        try
        {
            var kept = Read<Dictionary<string, string>>(metadata, JobKey);
            if (job.Difference(kept) is { } difference)
                throw new TrainingException($"{path}: is the checkpoint of another {subject}, recipe, seed or data set ({difference}); resume with the same options, or start in another folder");
            var log = Read<LogState>(metadata, LogKey);
            return new Checkpoint(
                Number(metadata[StepsKey]), new TimeSpan(Number(metadata[ElapsedKey])), new TimeSpan(Number(metadata[InStepsKey])),
                log.Curve.IsDefault ? throw new JsonException($"'{LogKey}' has no curve") : log, weights.Names.ToDictionary(name => name, name => weights[name]));
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new TrainingException($"{path}: is damaged: {error.Message}", error);
        }
    }

    private static T Read<T>(ImmutableSortedDictionary<string, string> metadata, string key) =>
        JsonSerializer.Deserialize<T>(metadata[key], Json) ?? throw new JsonException($"'{key}' is empty");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Checksum(WeightSet weights, IReadOnlyDictionary<string, string> metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in metadata.Where(pair => pair.Key != ChecksumKey).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}={value}\n"));
        foreach (var name in weights.Names)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {weights[name].Dims}\n"));
            hash.AppendData(MemoryMarshal.AsBytes(weights[name].Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Copies of a training's tensors for its checkpoints, in the same arrays every time: large ones made anew would lie about until the oldest generation is collected.</summary>
internal sealed class TensorCopies
{
    private readonly Dictionary<string, float[]> _arrays = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, WeightTensor> Take(IEnumerable<KeyValuePair<string, torch.Tensor>> tensors)
    {
        var copies = new Dictionary<string, WeightTensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in tensors)
        {
            if (tensor.NumberOfElements == 0)
                continue;
            ref var array = ref CollectionsMarshal.GetValueRefOrAddDefault(_arrays, name, out _);
            if (array?.Length != tensor.NumberOfElements)
                array = new float[tensor.NumberOfElements];
            using var host = tensor.cpu();
            host.Floats().CopyTo(array);
            copies[name] = new WeightTensor(new Shape([.. tensor.shape.Select(size => (int)size)]), array);
        }

        return copies;
    }
}
