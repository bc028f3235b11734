using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ISyNet.Core.Json;

/// <summary>A value of a JSON text that knows its path and line, so that every error can name them.</summary>
public readonly struct JsonField
{
    private readonly Lazy<IReadOnlyDictionary<string, int>> _lines;

    internal JsonField(JsonElement element, string path, Lazy<IReadOnlyDictionary<string, int>> lines) => (Element, Path, _lines) = (element, path, lines);

    /// <summary>The raw value.</summary>
    public JsonElement Element { get; }

    /// <summary>Its path, such as <c>stages[1].widths</c>; empty at the root.</summary>
    public string Path { get; }

    /// <summary>An error at this place.</summary>
    /// <param name="rule">The rule that is broken, as it follows the path: <c>must be a text</c>.</param>
    public ISyNetException Error(string rule) => new($"line {LineOf(Path)}: {(Path.Length == 0 ? "the file" : Path)} {rule}");

    /// <summary>The field with a name; null if there is none.</summary>
    public JsonField? Find(string name) => Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var value)
        ? new JsonField(value, Join(Path, name), _lines) : null;

    /// <summary>The field with a name.</summary>
    /// <exception cref="ISyNetException">There is none.</exception>
    public JsonField Require(string name) => Find(name) ?? throw Error($"lacks the field '{name}'");

    /// <summary>Refuses fields that the format does not have, so that a misspelt one is not silently ignored.</summary>
    /// <exception cref="ISyNetException">There is one, or this is not an object.</exception>
    public void Allow(params ReadOnlySpan<string> names)
    {
        if (Element.ValueKind != JsonValueKind.Object)
            throw Error("must be an object");
        foreach (var property in Element.EnumerateObject())
        {
            if (!names.Contains(property.Name))
                throw new JsonField(property.Value, Join(Path, property.Name), _lines).Error($"is not a field of this format; its fields are {string.Join(", ", names.ToArray())}");
        }
    }

    /// <summary>A text.</summary>
    /// <exception cref="ISyNetException">It is not.</exception>
    public string Text() => Element.ValueKind == JsonValueKind.String ? Element.GetString()! : throw Error("must be a text");

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <exception cref="ISyNetException">It is not.</exception>
    public int Int(int low, int high) => Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out var value) && value >= low && value <= high
        ? value : throw Error($"must be a whole number from {low} to {high}");

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <exception cref="ISyNetException">It is not.</exception>
    public double Number(double low, double high) => Element.ValueKind == JsonValueKind.Number && Element.TryGetDouble(out var value) && value >= low && value <= high
        ? value : throw Error($"must be a number from {low} to {high}");

    /// <summary>True or false.</summary>
    /// <exception cref="ISyNetException">It is neither.</exception>
    public bool Bool() => Element.ValueKind is JsonValueKind.True or JsonValueKind.False ? Element.GetBoolean() : throw Error("must be true or false");

    /// <summary>A name of an enumeration, case ignored.</summary>
    /// <exception cref="ISyNetException">It is not one of them.</exception>
    public T Choice<T>() where T : struct, Enum => Enum.TryParse<T>(Text(), ignoreCase: true, out var value) && Enum.IsDefined(value)
        ? value : throw Error($"is '{Text()}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}");

    /// <summary>The items of a list of <paramref name="fewest"/> to <paramref name="most"/>.</summary>
    /// <exception cref="ISyNetException">It is not such a list.</exception>
    public ImmutableArray<JsonField> Items(int most = 256, int fewest = 1)
    {
        if (Element.ValueKind != JsonValueKind.Array || Element.GetArrayLength() is var length && (length < fewest || length > most))
            throw Error($"must be a list of {fewest} to {most} items");
        var items = new JsonField[Element.GetArrayLength()];
        for (var i = 0; i < items.Length; i++)
            items[i] = new JsonField(Element[i], $"{Path}[{i}]", _lines);
        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }

    /// <summary>A list whose items are all different.</summary>
    /// <exception cref="ISyNetException">Two are equal; the message names the second.</exception>
    public ImmutableArray<T> Distinct<T>(Func<JsonField, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
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

    /// <summary>A list in ascending order.</summary>
    /// <exception cref="ISyNetException">An item is not larger than the one before; the message names it.</exception>
    public ImmutableArray<T> Ascending<T>(Func<JsonField, T> read) where T : IComparable<T>
    {
        var options = Distinct(read);
        for (var i = 1; i < options.Length; i++)
        {
            if (options[i - 1].CompareTo(options[i]) >= 0)
                throw Items()[i].Error($"is {options[i]} after {options[i - 1]}: options must ascend");
        }

        return options;
    }

    /// <summary>The same object with the fields of another where it has none of its own, objects within it alike; errors still name its own lines.</summary>
    public JsonField WithDefaults(JsonObject defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        var whole = JsonObject.Create(Element)!;
        Fill(whole, defaults);
        using var document = JsonDocument.Parse(whole.ToJsonString());
        return new JsonField(document.RootElement.Clone(), Path, _lines);
    }

    private static void Fill(JsonObject whole, JsonObject defaults)
    {
        foreach (var (name, value) in defaults)
        {
            if (!whole.ContainsKey(name))
                whole[name] = value?.DeepClone();
            else if (value is JsonObject below && whole[name] is JsonObject above)
                Fill(above, below);
        }
    }

    internal static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    internal int LineOf(string path) => _lines.Value.GetValueOrDefault(path, 1);
}
