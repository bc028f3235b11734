using ISyNet.Search.Spaces;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the search space that a command line names: a shipped one, or a space file.</summary>
internal static class SpaceSource
{
    public static SearchSpace Load(string name)
    {
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return File.Exists(name) ? SpaceFile.Load(name) : throw new UsageException($"{name}: no such space file");
        return SpaceCatalog.Find(name) ?? throw UsageException.Unknown("space", name, SpaceCatalog.Names);
    }
}
