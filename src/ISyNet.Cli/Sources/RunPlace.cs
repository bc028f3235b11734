using ISyNet.Core.Results;

namespace ISyNet.Cli.Sources;

/// <summary>Default result folders: <c>runs/design-1</c>, <c>runs/design-2</c>…</summary>
internal static class RunPlace
{
    /// <summary>The folder of all of them.</summary>
    public const string Root = "runs";

    /// <summary>The name of the folders of <c>detect demo</c>.</summary>
    public const string DetectDemo = "detect-demo";

    /// <summary>The first free folder, or the newest one when a run is to be resumed.</summary>
    public static string Choose(ResultKind kind, bool resume = false) => Choose(NameOf(kind), resume);

    /// <inheritdoc cref="Choose(ResultKind, bool)"/>
    public static string Choose(string name, bool resume)
    {
        var number = 1;
        while (Directory.Exists(Folder(name, number)))
            number++;
        if (!resume)
            return Folder(name, number);
        return number > 1 ? Folder(name, number - 1) : throw new UsageException($"there is no run to resume in {Path.GetFullPath(Root)}: give its folder with --out");
    }

    /// <summary>The folder of what has a name of its own.</summary>
    public static string Named(string name) => Path.Combine(Root, name);

    /// <summary>The default, for help texts.</summary>
    public static string Pattern(ResultKind kind) => $"{Root}/{NameOf(kind)}-N";

    /// <summary>What a job may do with existing files in its folder.</summary>
    public static FolderUse Use(bool resume, bool force) => resume ? FolderUse.Resume : force ? FolderUse.Overwrite : FolderUse.New;

    /// <summary>The name of the folders of a kind of job.</summary>
    public static string NameOf(ResultKind kind) => kind.ToString().ToLowerInvariant();

    private static string Folder(string name, int number) => Path.Combine(Root, $"{name}-{number}");
}
