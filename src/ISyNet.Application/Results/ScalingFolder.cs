using ISyNet.Core.Results;
using ISyNet.Graph.Architectures;

namespace ISyNet.Application.Results;

/// <summary>The result folder of a scaling: the scaled networks.</summary>
/// <inheritdoc cref="ResultFolder"/>
public sealed record ScalingFolder(string Path) : ResultFolder(Path)
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Known => [.. base.Known, .. Below("", "*.json").Where(name => name != ResultFiles.Manifest)];

    /// <summary>The file of a scaled network.</summary>
    public string FileOf(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        // The name may come from a file: it must not lead out of the folder.
        return In($"{string.Concat(architecture.Name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ' ' ? c : '_'))}.json");
    }
}
