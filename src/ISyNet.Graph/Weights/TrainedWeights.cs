using System.Collections.Immutable;
using System.Globalization;

namespace ISyNet.Graph.Weights;

/// <summary>
/// Weights with normalisation, class names and input, as one safetensors file (docs/weights.md). A file of another program has only
/// weights.
/// </summary>
/// <param name="Values">The weights.</param>
/// <param name="Normalization">How pixels must be normalised; null if the file does not say.</param>
/// <param name="ClassNames">One name per class, in the order of the logits; empty if the file does not say.</param>
/// <param name="Input">Channels x height x width that they were trained at; null if the file does not say.</param>
public sealed record TrainedWeights(WeightSet Values, Normalization? Normalization, ImmutableArray<string> ClassNames, Shape? Input)
{
    /// <summary>The value of <c>isynet.format</c> in the metadata.</summary>
    public const string Format = "isynet.weights/1";

    private const string FormatKey = "isynet.format", Mean = "isynet.mean", Std = "isynet.std", Classes = "isynet.classes", InputKey = "isynet.input";

    /// <summary>Reads a file.</summary>
    /// <exception cref="GraphException">It cannot be read or is not valid; the message names file and reason.</exception>
    public static TrainedWeights Load(string path)
    {
        var (weights, metadata) = SafetensorsFile.Load(path);
        try
        {
            var normalization = metadata.TryGetValue(Mean, out var mean) && metadata.TryGetValue(Std, out var std)
                ? new Normalization(Numbers(mean), Numbers(std)) : null;
            return new TrainedWeights(weights, normalization,
                metadata.GetValueOrDefault(Classes) is { Length: > 0 } names ? [.. names.Split('\n')] : [],
                metadata.TryGetValue(InputKey, out var input) ? Shape.Parse(input) : null);
        }
        catch (GraphException error)
        {
            throw new GraphException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Writes a file atomically.</summary>
    /// <exception cref="ISyNetException">It cannot be written.</exception>
    public void Save(string path)
    {
        var metadata = new Dictionary<string, string> { [FormatKey] = Format, [Classes] = string.Join('\n', ClassNames) };
        if (Normalization is { } normalization)
            (metadata[Mean], metadata[Std]) = (Text(normalization.Mean), Text(normalization.Std));
        if (Input is { } input)
            metadata[InputKey] = input.ToString();
        SafetensorsFile.Save(path, Values, metadata);
    }

    private static string Text(ImmutableArray<float> values) => string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    private static ImmutableArray<float> Numbers(string text) =>
        [.. text.Split(',').Select(part => float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : throw new GraphException($"the weights' normalisation '{text}' is not a list of numbers"))];
}
