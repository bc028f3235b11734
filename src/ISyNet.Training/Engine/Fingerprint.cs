using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;

namespace ISyNet.Training.Engine;

/// <summary>
/// What makes two trainings the same one, part by part, so that a refusal can name the part that differs. Short parts are kept as they are, large ones
/// as a SHA-256.
/// </summary>
public sealed class Fingerprint
{
    private readonly SortedDictionary<string, string> _parts = new(StringComparer.Ordinal);

    internal Fingerprint() { }

    internal ImmutableSortedDictionary<string, string> Parts => _parts.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Adds a short part, which a refusal shows.</summary>
    /// <param name="part">Its name for people, such as <c>seed</c>.</param>
    /// <param name="value">Its text.</param>
    public void Add(string part, string value) => _parts[part] = value;

    /// <summary>Adds a number, which a refusal shows.</summary>
    public void Add(string part, IFormattable value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(part, value.ToString(null, CultureInfo.InvariantCulture));
    }

    /// <summary>Adds how pixels are normalised.</summary>
    public void Add(string part, Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(normalization);
        static string Text(ImmutableArray<float> values) => string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        Add(part, $"{Text(normalization.Mean)} / {Text(normalization.Std)}");
    }

    /// <summary>Adds a network; nothing when null.</summary>
    public void Add(string part, Network? network)
    {
        if (network is not null)
            AddTexts(part, network.Layers.Select(layer => $"{layer.Name} {layer.Op} [{string.Join(',', layer.Inputs)}] {layer.Output}"));
    }

    /// <summary>Adds weights; nothing when null.</summary>
    public void Add(string part, WeightSet? weights)
    {
        if (weights is not null)
        {
            AddHash(part, hash =>
            {
                foreach (var name in weights.Names)
                {
                    Append(hash, name);
                    hash.AppendData(MemoryMarshal.AsBytes(weights[name].Values.AsSpan()));
                }
            });
        }
    }

    /// <summary>Adds images and their labels.</summary>
    public void Add(string part, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        AddHash(part, hash =>
        {
            images.Identify(hash);
            hash.AppendData(MemoryMarshal.AsBytes(images.Labels.AsSpan()));
        });
    }

    /// <summary>Adds texts of any length, such as a recipe.</summary>
    public void AddTexts(string part, params IEnumerable<string> texts) => AddHash(part, hash =>
    {
        foreach (var text in texts)
            Append(hash, text);
    });

    /// <summary>Adds what the caller feeds into a hash.</summary>
    public void AddHash(string part, Action<IncrementalHash> feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        feed(hash);
        _parts[part] = $"{HashMark}{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <summary>What differs between the parts of a file and these, in words; null when nothing does.</summary>
    internal string? Difference(IReadOnlyDictionary<string, string> kept)
    {
        var different = _parts.Keys.Union(kept.Keys).Order(StringComparer.Ordinal)
            .Select(part => (Part: part, Then: kept.GetValueOrDefault(part), Now: _parts.GetValueOrDefault(part)))
            .Where(pair => pair.Then != pair.Now)
            .Select(pair => IsShort(pair.Then) && IsShort(pair.Now) ? $"{pair.Part}: {pair.Then}, now {pair.Now}" : $"{pair.Part} {(pair.Then is null ? "added" : pair.Now is null ? "left out" : "changed")}");
        return different.ToArray() is { Length: > 0 } all ? string.Join("; ", all) : null;
    }

    private const string HashMark = "sha256:";

    private static bool IsShort(string? value) => value is not null && !value.StartsWith(HashMark, StringComparison.Ordinal);

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
}
