using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Native;

/// <summary>With what arithmetic libtorch computes in this process, all of it proven right. Metrics, checkpoints and reports carry it.</summary>
/// <param name="Products">What the convolutions of a training multiply; all else is float32.</param>
/// <param name="LibTorch">Version of libtorch.</param>
/// <param name="IsaCap">The most that oneDNN may use of the processor, such as <c>AVX2</c>; null when all of it.</param>
/// <param name="Caches">What was found and done about oneDNN's cache sizes.</param>
/// <param name="Reason">What was wrong with more than that; null when nothing was.</param>
public sealed record TorchArithmetic(
    [property: JsonConverter(typeof(TorchArithmetic.NameConverter<Arithmetic>))] Arithmetic Products,
    string LibTorch,
    string? IsaCap,
    [property: JsonConverter(typeof(TorchArithmetic.NameConverter<OneDnnCaches>))] OneDnnCaches Caches,
    string? Reason)
{
    /// <summary>Name of the CUDA device that computes; null for the processor.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Device { get; init; }

    /// <summary>It in a few words, such as <c>bfloat16 products, libtorch 2.10.0, all instructions, cache sizes sane</c>.</summary>
    public override string ToString() =>
        Device is { } device ? $"{Name(Products)} products, libtorch {LibTorch}, {device}"
        : $"{Name(Products)} products, libtorch {LibTorch}, {(IsaCap is null ? "all instructions" : $"at most {IsaCap}")}, cache sizes {Name(Caches)}";

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private sealed class NameConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase) where T : struct, Enum;
}
