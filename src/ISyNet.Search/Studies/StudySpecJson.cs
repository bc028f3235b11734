using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Core.Json;

namespace ISyNet.Search.Studies;

/// <summary>Reads and writes a <see cref="StudySpec"/> as JSON, <c>"format": "isynet.study/1"</c> (docs/studies.md).</summary>
public static class StudySpecJson
{
    /// <summary>The value of <c>format</c>; a store keeps it beside every study.</summary>
    public const string Format = "isynet.study/1";

    private const int MaxLength = 1 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };

    /// <summary>The text of a specification.</summary>
    public static string Write(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return StrictJson.Serialize(spec, Format, Options);
    }

    /// <summary>Reads the text of a specification.</summary>
    /// <exception cref="StudyException">The text is not sound, or of a format that this version does not know.</exception>
    public static StudySpec Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaxLength)
            throw new StudyException($"a study specification of {json.Length} characters is longer than the {MaxLength} allowed");
        try
        {
            var spec = StrictJson.Parse(json, Format).Deserialize<StudySpec>(Options);
            return spec with { Objectives = spec.Objectives.IsDefault ? [] : spec.Objectives };
        }
        catch (ISyNetException error)
        {
            throw new StudyException($"the study's specification: {error.Message}", error);
        }
    }

    /// <summary>Every field of a specification as text by name, those of the evaluator one by one.</summary>
    internal static ImmutableSortedDictionary<string, string> Fields(StudySpec spec)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, node) in JsonSerializer.SerializeToNode(spec, Options)!.AsObject())
        {
            if (name is not ("evaluator" or "contents"))
                fields[name] = node?.ToString() ?? "unset";
        }

        foreach (var (name, value) in spec.Evaluator.ToText())
            fields[$"evaluator.{name}"] = value;
        return fields.ToImmutable();
    }
}
