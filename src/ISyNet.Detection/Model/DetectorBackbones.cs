using System.Collections.Immutable;
using System.Reflection;
using ISyNet.Graph.Architectures;

namespace ISyNet.Detection.Model;

/// <summary>Small backbones for small pictures that ship with the product, each an architecture file inside this assembly.</summary>
public static class DetectorBackbones
{
    private const string Prefix = "backbones/";

    /// <summary>Names, sorted.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. typeof(DetectorBackbones).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length])
            .Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Finds a backbone by name, case ignored; null if there is none.</summary>
    public static Architecture? Find(string name)
    {
        if (Names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } found)
            return null;
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{found}.json")!;
        using var reader = new StreamReader(stream);
        return ArchitectureFile.Parse(reader.ReadToEnd(), found);
    }
}
