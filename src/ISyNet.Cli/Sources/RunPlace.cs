namespace ISyNet.Cli.Sources;

/// <summary>Result folders where none is named: <c>runs/design-1</c>, <c>runs/design-2</c>…</summary>
internal static class RunPlace
{
    private const string Root = "runs";

    /// <summary>The first free folder, or the newest one when a run is to be resumed.</summary>
    public static string Choose(string kind, bool resume)
    {
        var number = 1;
        while (Directory.Exists(Folder(kind, number)))
            number++;
        if (!resume)
            return Folder(kind, number);
        return number > 1 ? Folder(kind, number - 1) : throw new UsageException($"there is no run to resume in {Path.GetFullPath(Root)}; name it with --out");
    }

    private static string Folder(string kind, int number) => Path.Combine(Root, $"{kind}-{number}");
}
