using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Search.Spaces;

/// <summary>The search spaces that ship with the product, each a space file inside this assembly.</summary>
public static class SpaceCatalog
{
    private const string Prefix = "spaces/";
    private const int SmallSide = 64;

    /// <summary>Names of all spaces, sorted.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. typeof(SpaceCatalog).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length])
            .Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether an input (channels x height x width) is of the kind that the spaces of small images are made for: at most 64 pixels a side.</summary>
    public static bool IsSmall(Shape input) => Math.Max(input.Height, input.Width) <= SmallSide;

    /// <summary>Finds a space by name, case ignored; null if there is none.</summary>
    public static SearchSpace? Find(string name)
    {
        var found = Names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found is null)
            return null;
        using var stream = typeof(SpaceCatalog).Assembly.GetManifestResourceStream($"{Prefix}{found}.json")!;
        using var reader = new StreamReader(stream);
        return SpaceFile.Parse(reader.ReadToEnd());
    }
}
