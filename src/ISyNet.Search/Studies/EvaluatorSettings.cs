using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ISyNet.Search.Studies;

/// <summary>What decides the judgements of an evaluator. A setting that an evaluator does not have is null. Immutable.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
public sealed record EvaluatorSettings
{
    /// <summary>The images as they were named on the command line; an absolute path for files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Data { get; init; }

    /// <summary>Passes over the images of a training.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Epochs { get; init; }

    /// <summary>Held-out images that each candidate is judged on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? HoldoutImages { get; init; }

    /// <summary>Images that a score without training looks at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Images { get; init; }

    /// <summary>Images per step of the optimiser, where they are not the recipe's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ImagesPerStep { get; init; }

    /// <summary>Name of the evaluator; null for one that no catalog has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    /// <summary>Name of the recipe that candidates are trained by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Recipe { get; init; }

    /// <summary>Seed of what all candidates share.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? Seed { get; init; }

    /// <summary>Images that a training learns from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TrainingImages { get; init; }

    /// <summary>Name of the score that the first candidates are drawn by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WarmStart { get; init; }

    /// <summary>The settings that are set, as text by the names that they have in files, in the order of those names.</summary>
    public ImmutableSortedDictionary<string, string> ToText() => JsonSerializer.SerializeToNode(this, JsonSerializerOptions.Web)!.AsObject()
        .ToImmutableSortedDictionary(setting => setting.Key, setting => (string)setting.Value!, StringComparer.Ordinal);
}
