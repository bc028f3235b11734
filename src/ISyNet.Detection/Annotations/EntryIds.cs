using System.Globalization;
using System.Text.Json;

namespace ISyNet.Detection.Annotations;

/// <summary>
/// Ids of one kind of entry. They are numbers, or text where a tool writes it so: text of digits is its number, other text gets a number of
/// its own.
/// </summary>
internal sealed class EntryIds
{
    private readonly Dictionary<string, long> _texts = new(StringComparer.Ordinal);

    /// <summary>The id of an entry, made when its text was not seen before; null when it has none.</summary>
    public long? Add(JsonElement entry, string key) =>
        Find(entry, key) ?? (JsonEntries.Text(entry, key) is { Length: > 0 } text ? _texts[text.Trim()] = -1 - _texts.Count : null);

    /// <summary>The id that an entry names; null when it names none that is known.</summary>
    public long? Find(JsonElement entry, string key)
    {
        if (JsonEntries.Whole(entry, key) is { } whole)
            return whole;
        if (JsonEntries.Text(entry, key)?.Trim() is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : _texts.TryGetValue(text, out var known) ? known : null;
    }

    /// <summary>Makes the ids known that a data set has as text.</summary>
    public static EntryIds Create(IEnumerable<(long Id, string? Text)> entries)
    {
        var ids = new EntryIds();
        foreach (var (id, text) in entries)
        {
            if (text is not null)
                ids._texts[text.Trim()] = id;
        }

        return ids;
    }
}
