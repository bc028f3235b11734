using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Search.Spaces;

/// <summary>The search spaces that ship with the product, each a space file inside this assembly.</summary>
public static class SpaceCatalog
{
    private const int SmallSide = 64, LargeSide = 224;

    private static readonly EmbeddedCatalog Catalog = new(typeof(SpaceCatalog).Assembly, "spaces");

    /// <summary>Names of all spaces, sorted.</summary>
    public static ImmutableArray<string> Names => Catalog.Names;

    /// <summary>Whether an input (channels x height x width) is small enough for the spaces of small images: at most 64 pixels per side.</summary>
    public static bool IsSmall(Shape input) => Math.Max(input.Height, input.Width) <= SmallSide;

    /// <summary>The name of the space for an input (channels x height x width): for images up to 64 pixels per side, photos up to 223, or larger ones.</summary>
    public static string Default(Shape input) =>
        IsSmall(input) ? "isynet-small" : Math.Max(input.Height, input.Width) < LargeSide ? "isynet-mid" : "isynet";

    /// <summary>Finds a space by name, case ignored; null if there is none.</summary>
    public static SearchSpace? Find(string name) => Catalog.Text(name) is { } text ? SpaceFile.Parse(text) : null;
}
