using System.Collections.Immutable;
using ISyNet.Graph.Architectures;

namespace ISyNet.Graph.Zoo;

/// <summary>The networks that ship with the product, each an architecture file inside this assembly.</summary>
public static class ModelZoo
{
    private static readonly EmbeddedCatalog Catalog = new(typeof(ModelZoo).Assembly, "zoo");

    /// <summary>Names of all networks, sorted.</summary>
    public static ImmutableArray<string> Names => Catalog.Names;

    /// <summary>Finds a network by name, case ignored, with or without the family's prefix <c>ISyNet-</c>; null if there is none.</summary>
    public static Architecture? Find(string name) => (Catalog.Find(name) ?? Catalog.Find($"ISyNet-{name}")) is { } found
        ? ArchitectureFile.Parse(Catalog.Text(found)!, found) with { Name = found }
        : null;
}
