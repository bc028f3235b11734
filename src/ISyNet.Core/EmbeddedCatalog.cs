using System.Collections.Immutable;
using System.Reflection;

namespace ISyNet.Core;

/// <summary>
/// The named JSON texts of one kind that an assembly carries, such as its devices: the resources <c>FOLDER/NAME.json</c>.
/// </summary>
/// <param name="assembly">The assembly.</param>
/// <param name="folder">What their resource names begin with.</param>
public sealed class EmbeddedCatalog(Assembly assembly, string folder)
{
    private const string Extension = ".json";

    /// <summary>The names, sorted without regard to case.</summary>
    public ImmutableArray<string> Names { get; } =
        [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith($"{folder}/", StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => name[(folder.Length + 1)..^Extension.Length])
            .Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>A name as the catalogue spells it, case ignored; null if there is none.</summary>
    public string? Find(string name) => Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of a name, case ignored; null if there is none.</summary>
    public string? Text(string name) => Find(name) is { } found ? EmbeddedFile.Text(assembly, $"{folder}/{found}{Extension}") : null;
}
