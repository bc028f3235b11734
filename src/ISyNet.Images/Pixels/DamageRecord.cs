using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace ISyNet.Images.Pixels;

/// <summary>The pictures of a source that were found damaged while reading. Thread-safe.</summary>
internal sealed class DamageRecord(string source, int pictures, double maxShare)
{
    private readonly ConcurrentDictionary<string, string> _lines = new(StringComparer.Ordinal);

    /// <exception cref="ImageException">Including this one, there are too many.</exception>
    public void Add(string file, ImageException error)
    {
        if (_lines.TryAdd(file, error.Message))
            Check(source, pictures, _lines.Count, error.Message, maxShare);
    }

    public ImmutableArray<string> Lines(ImmutableArray<string> files) =>
        _lines.IsEmpty ? [] : [.. files.Select(file => _lines.GetValueOrDefault(file)).OfType<string>()];

    /// <exception cref="ImageException">More than the share of pictures is damaged.</exception>
    public static void Check(string source, int pictures, int damaged, string? example, double maxShare)
    {
        if (damaged > maxShare * pictures)
            throw new ImageException(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{source}: {damaged} of {pictures} pictures cannot be read, more than the {100 * maxShare:0.##} % that may be left out; one of them: {example}"));
    }
}
