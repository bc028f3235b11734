using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ISyNet.Hardware.Devices;

/// <summary>
/// Families of devices that ship with the product: what parts of one architecture share (widths of the units, fusion, constants), so that
/// a new part is a file of data-sheet facts (docs/device-format.md).
/// </summary>
public static class DeviceFamily
{
    private static readonly EmbeddedCatalog Catalog = new(typeof(DeviceFamily).Assembly, "families");

    /// <summary>Names of all families, sorted.</summary>
    public static ImmutableArray<string> Names => Catalog.Names;

    /// <summary>The fields of a family's devices.</summary>
    /// <exception cref="DeviceException">There is no such family.</exception>
    internal static JsonObject Parts(string name) => Catalog.Text(name) is { } text
        ? JsonNode.Parse(text)!.AsObject()
        : throw new DeviceException($"family: no family is called '{name}'; there are {string.Join(", ", Names)}");
}
