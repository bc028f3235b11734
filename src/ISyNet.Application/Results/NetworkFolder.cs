using ISyNet.Core.Results;
using ISyNet.Graph.Architectures;

namespace ISyNet.Application.Results;

/// <summary>A result folder with a network.</summary>
/// <inheritdoc cref="ResultFolder"/>
public record NetworkFolder(string Path) : ResultFolder(Path)
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Known => [.. base.Known, ResultFiles.Architecture];

    /// <summary>The network, in our own architecture format.</summary>
    public string Architecture => In(ResultFiles.Architecture);

    /// <summary>Whether there is a network.</summary>
    public bool HasNetwork => File.Exists(Architecture);

    /// <summary>Reads the network.</summary>
    /// <exception cref="ISyNetException">There is none, or it is not valid.</exception>
    public Architecture LoadNetwork() => ArchitectureFile.Load(Architecture);

    /// <summary>Writes the network.</summary>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    internal void Save(Architecture architecture) => AtomicFile.WriteText(Architecture, ArchitectureFile.Write(architecture));
}
