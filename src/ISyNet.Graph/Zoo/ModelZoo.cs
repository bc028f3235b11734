using System.Collections.Immutable;
using System.Reflection;
using ISyNet.Graph.Architectures;

namespace ISyNet.Graph.Zoo;

/// <summary>The networks that ship with the product, each an architecture file inside this assembly.</summary>
public static class ModelZoo
{
    private const string Prefix = "zoo/";

    /// <summary>Names of all networks, sorted.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. typeof(ModelZoo).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length])
            .Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Finds a network by name, case ignored, with or without the family's prefix <c>ISyNet-</c>; null if there is none.</summary>
    public static Architecture? Find(string name)
    {
        var found = Names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)
            || n.Equals($"ISyNet-{name}", StringComparison.OrdinalIgnoreCase));
        return found is null ? null : ArchitectureFile.Parse(Text(found), found) with { Name = found };
    }

    private static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{name}.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
