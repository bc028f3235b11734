using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace ISyNet.Search.Spaces;

/// <summary>A value of a JSON text that knows its path and line, so that every error can name them.</summary>
internal readonly record struct JsonField(JsonElement Element, string Path, FrozenDictionary<string, int> Lines)
{
    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public SearchException Error(string rule) => new($"line {Lines.GetValueOrDefault(Path, 1)}: {(Path.Length == 0 ? "the file" : Path)} {rule}");

    public JsonField? Find(string name) => Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var value)
        ? this with { Element = value, Path = Join(Path, name) } : null;

    public JsonField Require(string name) => Find(name) ?? throw Error($"lacks the field '{name}'");

    /// <summary>Refuses fields that the format does not have, so that a misspelt one is not silently ignored.</summary>
    public void Allow(params ReadOnlySpan<string> names)
    {
        if (Element.ValueKind != JsonValueKind.Object)
            throw Error("must be an object");
        foreach (var property in Element.EnumerateObject())
        {
            if (!names.Contains(property.Name))
                throw (this with { Path = Join(Path, property.Name) }).Error($"is no field of this format; it has {string.Join(", ", names.ToArray())}");
        }
    }

    public string Text() => Element.ValueKind == JsonValueKind.String ? Element.GetString()! : throw Error("must be a text");

    public int Int(int low, int high) => Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out var value) && value >= low && value <= high
        ? value : throw Error($"must be a whole number from {low} to {high}");

    public double Number(double low, double high) => Element.ValueKind == JsonValueKind.Number && Element.TryGetDouble(out var value) && value >= low && value <= high
        ? value : throw Error($"must be a number from {low} to {high}");

    public bool Bool() => Element.ValueKind is JsonValueKind.True or JsonValueKind.False ? Element.GetBoolean() : throw Error("must be true or false");

    public T Choice<T>() where T : struct, Enum => Enum.TryParse<T>(Text(), ignoreCase: true, out var value) && Enum.IsDefined(value)
        ? value : throw Error($"is '{Text()}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}");

    /// <summary>The items of a list of at least one and at most <paramref name="most"/>.</summary>
    public ImmutableArray<JsonField> Items(int most = 256)
    {
        if (Element.ValueKind != JsonValueKind.Array || Element.GetArrayLength() is var length && (length == 0 || length > most))
            throw Error($"must be a list of 1 to {most} items");
        var self = this;
        return [.. Element.EnumerateArray().Select((item, i) => self with { Element = item, Path = $"{self.Path}[{i}]" })];
    }

    /// <summary>Options of a gene, all different.</summary>
    public ImmutableArray<T> Options<T>(Func<JsonField, T> read)
    {
        var options = ImmutableArray.CreateBuilder<T>();
        foreach (var item in Items())
        {
            var option = read(item);
            if (options.Contains(option))
                throw item.Error($"repeats {item.Element.GetRawText()}: options must differ");
            options.Add(option);
        }

        return options.ToImmutable();
    }

    /// <summary>Options of a gene, ascending.</summary>
    public ImmutableArray<T> Ascending<T>(Func<JsonField, T> read) where T : IComparable<T>
    {
        var options = Options(read);
        for (var i = 1; i < options.Length; i++)
        {
            if (options[i - 1].CompareTo(options[i]) >= 0)
                throw Items()[i].Error($"is {options[i]} after {options[i - 1]}: options must ascend");
        }

        return options;
    }
}
