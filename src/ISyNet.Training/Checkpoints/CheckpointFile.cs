using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Native;

namespace ISyNet.Training.Checkpoints;

/// <summary>What every kind of checkpoint has in common: vectors and texts in a safetensors file, sealed by a checksum, tied to one job.</summary>
internal static class CheckpointFile
{
    private const string FormatKey = "format", JobKey = "job", ArithmeticKey = "arithmetic", ChecksumKey = "sha256";

    /// <summary>Writes a checkpoint whole or not at all.</summary>
    public static void Save(
        string path, string format, string job, TorchArithmetic arithmetic, IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, float[]> vectors)
    {
        var weights = new WeightSet(vectors.Where(v => v.Value.Length > 0)
            .Select(v => KeyValuePair.Create(v.Key, new WeightTensor(Shape.Vector(v.Value.Length), v.Value))));
        var metadata = new Dictionary<string, string>(texts) { [FormatKey] = format, [JobKey] = job, [ArithmeticKey] = arithmetic.ToString() };
        metadata[ChecksumKey] = Checksum(weights, metadata);
        SafetensorsFile.Save(path, weights, metadata);
    }

    /// <exception cref="TrainingException">The file is no checkpoint of this format, is damaged, or belongs to another job.</exception>
    public static (IReadOnlyDictionary<string, string> Texts, WeightSet Vectors) Load(string path, string format, string job)
    {
        var (weights, metadata) = SafetensorsFile.Load(path);
        if (metadata.GetValueOrDefault(FormatKey) != format)
            throw new TrainingException($"{path}: is no checkpoint of format {format}");
        if (metadata.GetValueOrDefault(ChecksumKey) != Checksum(weights, metadata))
            throw new TrainingException($"{path}: is damaged: its checksum does not fit; delete it to start again");
        if (metadata.GetValueOrDefault(JobKey) != job)
            throw new TrainingException($"{path}: is the checkpoint of another network, recipe, seed or data set; resume with the same options, or start in another folder");
        return (metadata, weights);
    }

    /// <summary>A whole number among the texts.</summary>
    public static long Number(IReadOnlyDictionary<string, string> texts, string key) => long.Parse(texts[key], NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Checksum(WeightSet weights, IReadOnlyDictionary<string, string> metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in metadata.Where(pair => pair.Key != ChecksumKey).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}={value}\n"));
        foreach (var name in weights.Names)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n"));
            hash.AppendData(MemoryMarshal.AsBytes(weights[name].Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
