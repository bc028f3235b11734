using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ISyNet.Onnx.Export;

namespace ISyNet.Runtime;

/// <summary>Names of classes in a model's metadata: our own list, or what Ultralytics writes, <c>{0: 'cat', 1: 'dog'}</c>.</summary>
internal static partial class ModelNames
{
    private const string Numbered = "names";

    /// <summary>The names in the order of the classes; empty where there are none.</summary>
    /// <exception cref="ISyNetException">Our own entry is no list of names.</exception>
    public static ImmutableArray<string> Read(string path, ImmutableSortedDictionary<string, string> metadata)
    {
        if (metadata.TryGetValue(OnnxMetadata.ClassNames, out var json))
        {
            try
            {
                return [.. JsonSerializer.Deserialize<string[]>(json) ?? []];
            }
            catch (JsonException error)
            {
                throw new ISyNetException($"{path}: its metadata '{OnnxMetadata.ClassNames}' is no JSON list of names", error);
            }
        }

        var entries = Entry().Matches(metadata.GetValueOrDefault(Numbered, ""));
        return entries.Index().All(entry => entry.Item.Groups["place"].Value == entry.Index.ToString(CultureInfo.InvariantCulture))
            ? [.. entries.Select(entry => entry.Groups["name"].Value)]
            : [];
    }

    [GeneratedRegex("""(?<place>\d{1,6})\s*:\s*(?<quote>['"])(?<name>.*?)\k<quote>""")]
    private static partial Regex Entry();
}
