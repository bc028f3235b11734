using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;

namespace ISyNet.Design.Classification;

/// <summary>The names in a training's result folder, and reading a finished one.</summary>
public static class ClassifierFolder
{
    /// <summary>The architecture.</summary>
    public const string Architecture = "architecture.json";

    /// <summary>The weights, with their normalisation and class names as metadata.</summary>
    public const string Weights = "weights.safetensors";

    /// <summary>The exported model.</summary>
    public const string Model = "model.onnx";

    internal const string Recipe = "recipe.json", Metrics = "metrics.json", Curve = "curve.csv", Checkpoint = "checkpoint.safetensors";

    private const string Mean = "isynet.mean", Std = "isynet.std", Classes = "isynet.classes";

    /// <summary>A trained network as its folder keeps it.</summary>
    /// <param name="Architecture">The network.</param>
    /// <param name="Weights">Its weights.</param>
    /// <param name="Normalization">How they want pixels; null where the file does not say.</param>
    /// <param name="ClassNames">One name per class; empty where the file does not say.</param>
    public sealed record Trained(Architecture Architecture, WeightSet Weights, Normalization? Normalization, ImmutableArray<string> ClassNames);

    /// <summary>Reads a finished training.</summary>
    /// <exception cref="GraphException">A file is missing or not sound, or the weights are not the network's.</exception>
    public static Trained Load(string folder)
    {
        var architecture = ArchitectureFile.Load(Path.Combine(folder, Architecture));
        var (weights, metadata) = SafetensorsFile.Load(Path.Combine(folder, Weights));
        weights.CheckAgainst(architecture.Build());
        return new Trained(architecture, weights, NormalizationOf(metadata), NamesOf(metadata));
    }

    /// <summary>The normalisation that a weight file's metadata names; null when it names none.</summary>
    public static Normalization? NormalizationOf(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGetValue(Mean, out var mean) && metadata.TryGetValue(Std, out var std) ? new Normalization(Numbers(mean), Numbers(std)) : null;
    }

    /// <summary>Writes weights with what a user of them must know.</summary>
    public static void SaveWeights(string path, WeightSet weights, Normalization normalization, ImmutableArray<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(normalization);
        SafetensorsFile.Save(path, weights, new Dictionary<string, string>
        {
            [Mean] = Text(normalization.Mean),
            [Std] = Text(normalization.Std),
            [Classes] = string.Join('\n', classNames),
        });
    }

    private static ImmutableArray<string> NamesOf(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(Classes, out var names) && names.Length > 0 ? [.. names.Split('\n')] : [];

    private static string Text(ImmutableArray<float> values) => string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    private static ImmutableArray<float> Numbers(string text) =>
        [.. text.Split(',').Select(part => float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : throw new GraphException($"the weights' normalisation '{text}' is no list of numbers"))];
}
