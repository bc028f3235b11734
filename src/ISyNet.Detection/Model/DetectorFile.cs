using System.Collections.Immutable;
using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;

namespace ISyNet.Detection.Model;

/// <summary>
/// A trained detector as one safetensors file: weights, and in its metadata (<c>"format": "isynet.detector/1"</c>) architecture, layout,
/// class names and normalisation. Described in docs/detection.md.
/// </summary>
public static class DetectorFile
{
    /// <summary>The value of <c>format</c>.</summary>
    public const string Format = "isynet.detector/1";

    /// <summary>Writes the file; if it fails, no file is left.</summary>
    /// <exception cref="ISyNetException">It cannot be written.</exception>
    public static void Save(string path, Detector detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        var (design, normalization) = (detector.Design, detector.Normalization);
        SafetensorsFile.Save(path, detector.Weights, new Dictionary<string, string>
        {
            ["format"] = Format,
            ["backbone"] = ArchitectureFile.Write(design.Backbone),
            ["classes"] = JsonSerializer.Serialize(design.ClassNames),
            ["layout"] = JsonSerializer.Serialize(design.Layout),
            ["mean"] = JsonSerializer.Serialize(normalization.Mean),
            ["std"] = JsonSerializer.Serialize(normalization.Std),
        });
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ISyNetException">It cannot be read, is not a detector, or its content contradicts its metadata; the message names the file.</exception>
    public static Detector Load(string path)
    {
        var (weights, metadata) = SafetensorsFile.Load(path);
        if (metadata.GetValueOrDefault("format") != Format)
            throw new DetectionException($"{path}: is not a detector of format {Format}; 'isynet detect train' writes one");
        try
        {
            var design = new DetectorDesign(
                ArchitectureFile.Parse(metadata["backbone"]), Read<DetectorLayout>(metadata, "layout"), Read<ImmutableArray<string>>(metadata, "classes"));
            var normalization = new Normalization(Read<ImmutableArray<float>>(metadata, "mean"), Read<ImmutableArray<float>>(metadata, "std"));
            normalization.Check(design.Input.Channels);
            weights.CheckAgainst(design.Build());
            return new Detector(design, weights, normalization);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or ISyNetException)
        {
            throw new DetectionException($"{path}: is damaged: {error.Message}", error);
        }
    }

    private static T Read<T>(ImmutableSortedDictionary<string, string> metadata, string key) =>
        JsonSerializer.Deserialize<T>(metadata[key]) ?? throw new DetectionException($"'{key}' is empty");
}
