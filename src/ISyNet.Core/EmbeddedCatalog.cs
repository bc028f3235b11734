using System.Collections.Immutable;
using System.Reflection;

namespace ISyNet.Core;

/// <summary>
/// The named JSON texts of one kind inside an assembly, such as its devices: the resources <c>FOLDER/NAME.json</c>.
/// </summary>
/// <param name="assembly">The assembly.</param>
/// <param name="folder">The start of their resource names.</param>
public sealed class EmbeddedCatalog(Assembly assembly, string folder)
{
    private const string Extension = ".json";

    /// <summary>The names, sorted without regard to case.</summary>
    public ImmutableArray<string> Names { get; } =
        [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith($"{folder}/", StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => name[(folder.Length + 1)..^Extension.Length])
            .Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>A name in the catalogue's spelling, found without regard to case; null if there is none.</summary>
    public string? Find(string name) => Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of a name, case ignored; null if there is none.</summary>
    public string? Text(string name) => Find(name) is { } found ? EmbeddedFile.Text(assembly, $"{folder}/{found}{Extension}") : null;
}
