using ISyNet.Search.Spaces;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the search space that a command line names: a shipped one, or a space file.</summary>
internal static class SpaceSource
{
    public static SearchSpace Load(string name)
    {
        if (IsJson(name))
            return File.Exists(name) ? SpaceFile.Load(name) : throw new UsageException($"{name}: no such space file");
        return SpaceCatalog.Find(name) ?? throw UsageException.Unknown("space", name, SpaceCatalog.Names);
    }

    /// <summary>The space with a name, or from a space file; null if it is neither.</summary>
    public static SearchSpace? Find(string name)
    {
        if (!IsJson(name))
            return SpaceCatalog.Find(name);
        return File.Exists(name) && File.ReadLines(name).Take(100).Any(line => line.Contains("isynet.space/", StringComparison.Ordinal))
            ? SpaceFile.Load(name) : null;
    }

    private static bool IsJson(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
}
