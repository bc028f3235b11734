using System.Collections.Immutable;
using ISyNet.Graph.Architectures;

namespace ISyNet.Detection.Model;

/// <summary>Small backbones for small pictures that ship with the product, each an architecture file inside this assembly.</summary>
public static class DetectorBackbones
{
    private static readonly EmbeddedCatalog Catalog = new(typeof(DetectorBackbones).Assembly, "backbones");

    /// <summary>Names, sorted.</summary>
    public static ImmutableArray<string> Names => Catalog.Names;

    /// <summary>Finds a backbone by name, ignoring case; null if there is none.</summary>
    public static Architecture? Find(string name) => Catalog.Find(name) is { } found ? ArchitectureFile.Parse(Catalog.Text(found)!, found) : null;
}
