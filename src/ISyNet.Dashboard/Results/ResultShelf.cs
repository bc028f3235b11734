using System.Collections.Immutable;
using ISyNet.Application.Results;
using ISyNet.Core.Results;

namespace ISyNet.Dashboard.Results;

/// <summary>
/// The result folders in a folder. Folders and files are found by comparing the asked name with those that exist, so no name leads elsewhere; links that lead out of the
/// folder are as good as missing.
/// </summary>
internal sealed class ResultShelf(string root)
{
    private const int MostFolders = 2000;
    private readonly string _root = Real(new DirectoryInfo(Path.GetFullPath(root)));

    /// <summary>The folder as it was given.</summary>
    public string Root => root;

    /// <summary>The result folders by name, the newest first; a folder whose manifest cannot be read comes with the reason.</summary>
    public ImmutableArray<ShelvedResult> List()
    {
        if (!Directory.Exists(root))
            throw new DashboardException($"{root}: the folder of results is gone");
        return [.. new DirectoryInfo(root).EnumerateDirectories().Take(MostFolders).Where(IsInside).Select(Read).OfType<ShelvedResult>().OrderByDescending(r => r.ChangedAt).ThenBy(r => r.Name, StringComparer.Ordinal)];
    }

    /// <summary>The result folder with a name; null if there is none.</summary>
    public ShelvedResult? Find(string name) => Directory.Exists(root)
        && new DirectoryInfo(root).EnumerateDirectories().FirstOrDefault(folder => folder.Name == name) is { } found && IsInside(found) ? Read(found) : null;

    /// <summary>The path of a file that a result folder lists; null if it does not list it, or if it leads out of the folder.</summary>
    public string? FileOf(string folder, string file)
    {
        if (Find(folder)?.Folder is not { } result || !result.Files().Contains(file, StringComparer.Ordinal))
            return null;
        FileSystemInfo part = new DirectoryInfo(result.Path);
        foreach (var name in file.Split('/'))
        {
            var path = Path.Combine(part.FullName, name);
            part = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (!IsInside(part))
                return null;
        }

        return part.FullName;
    }

    /// <summary>The study file of a design's result folder; null if it has none.</summary>
    public string? StudyOf(string folder) =>
        Find(folder)?.Folder is DesignFolder { HasStudy: true } design && IsInside(new FileInfo(design.Study)) ? design.Study : null;

    private static ShelvedResult? Read(DirectoryInfo folder)
    {
        try
        {
            return ResultFolders.Find(folder.FullName) is { } found ? new ShelvedResult(folder.Name, found, found.Manifest()!, null, folder.LastWriteTimeUtc) : null;
        }
        catch (ISyNetException error)
        {
            return new ShelvedResult(folder.Name, null, null, error.Message, folder.LastWriteTimeUtc);
        }
    }

    private bool IsInside(FileSystemInfo entry)
    {
        try
        {
            var real = Real(entry);
            return real == _root || real.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The path without links: every part is looked at, since a folder above may be one.</summary>
    private static string Real(FileSystemInfo entry)
    {
        var real = entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
        var parent = Path.GetDirectoryName(real.FullName);
        return parent is null ? real.FullName : Path.Combine(Real(new DirectoryInfo(parent)), real.Name);
    }
}

/// <summary>A result folder of the shelf.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">The folder; null if its manifest cannot be read.</param>
/// <param name="Manifest">Its manifest; null if it cannot be read.</param>
/// <param name="Problem">Why it cannot be read.</param>
/// <param name="ChangedAt">When it was last changed, in UTC.</param>
internal sealed record ShelvedResult(string Name, ResultFolder? Folder, ResultManifest? Manifest, string? Problem, DateTime ChangedAt);
