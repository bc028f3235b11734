using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ISyNet.Search.Studies;

/// <summary>The settings that determine the results of an evaluator. A setting that an evaluator does not have is null. Immutable.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
public sealed record EvaluatorSettings
{
    /// <summary>The images, as named on the command line; files have an absolute path.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Data { get; init; }

    /// <summary>Passes over the images of a training.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Epochs { get; init; }

    /// <summary>Number of held-out images for the evaluation of each candidate.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? HoldoutImages { get; init; }

    /// <summary>Number of images for a score without training.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Images { get; init; }

    /// <summary>Images per optimiser step, if they differ from the recipe.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ImagesPerStep { get; init; }

    /// <summary>Name of the evaluator; null if it is in no catalog.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    /// <summary>Name of the recipe for the candidates.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Recipe { get; init; }

    /// <summary>Seed of everything that all candidates share.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? Seed { get; init; }

    /// <summary>Number of training images.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TrainingImages { get; init; }

    /// <summary>Name of the score that selects the first candidates.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WarmStart { get; init; }

    /// <summary>The settings with a value, as text, by their names in files and in the order of these names.</summary>
    public ImmutableSortedDictionary<string, string> ToText() => JsonSerializer.SerializeToNode(this, JsonSerializerOptions.Web)!.AsObject()
        .ToImmutableSortedDictionary(setting => setting.Key, setting => (string)setting.Value!, StringComparer.Ordinal);
}
