namespace ISyNet.Images.Folders;

/// <summary>Where a path leads when every link in it is followed, so that a folder that is reached twice is known again.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>The path without links; the path itself where one of them leads nowhere or in a circle.</summary>
    public static string Resolve(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var links = 0;
        var at = Path.GetPathRoot(full)!;
        var left = new Stack<string>(Parts(full[at.Length..]).Reverse());
        while (left.TryPop(out var part))
        {
            var next = Path.GetFullPath(Path.Combine(at, part));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }

            if (++links > MaxLinks)
                return full;
            var whole = Path.GetFullPath(Path.Combine(at, target));
            at = Path.GetPathRoot(whole)!;
            foreach (var step in Parts(whole[at.Length..]).Reverse())
                left.Push(step);
        }

        return at;
    }

    private static IEnumerable<string> Parts(string path) => path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
