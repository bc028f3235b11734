using System.Collections.Immutable;
using ISyNet.Images.Folders;

namespace ISyNet.Detection.Annotations;

/// <summary>
/// Finds the pictures that annotations name, in the one of several folders that has the most of them. A name is searched as a path below
/// the folder, then by its last part, then ignoring case, then without its extension: tools write paths of the machine on which they ran.
/// </summary>
internal sealed class PictureFinder
{
    private const int MostTried = 500;
    private readonly Lazy<ILookup<string, string>> _names;
    private readonly Lazy<ILookup<string, string>> _stems;

    private PictureFinder(PictureFolder place)
    {
        Folder = Path.GetFullPath(place.Path);
        var files = new Lazy<ImmutableArray<string>>(() => !Directory.Exists(Folder) ? []
            : place.IsDeep ? [.. PictureFiles.Find(Folder).Files.Select(file => Path.GetRelativePath(Folder, file))]
            : [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Where(PictureFiles.IsPicture).Order(StringComparer.Ordinal)]);
        _names = new(() => files.Value.ToLookup(file => Path.GetFileName(file), StringComparer.OrdinalIgnoreCase));
        _stems = new(() => files.Value.ToLookup(file => Path.GetFileNameWithoutExtension(file), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The folder of the pictures.</summary>
    public string Folder { get; }

    /// <summary>Chooses the folder.</summary>
    /// <param name="place">The annotations, for messages.</param>
    /// <param name="folders">Possible folders, the most likely first.</param>
    /// <param name="names">The names of the pictures in the annotations.</param>
    /// <param name="mustBeThere">Whether it is an error if no picture exists.</param>
    /// <exception cref="DetectionException">None of the pictures is in any of the folders.</exception>
    public static PictureFinder Choose(string place, IEnumerable<PictureFolder> folders, IReadOnlyList<string> names, bool mustBeThere)
    {
        PictureFinder[] finders = [.. folders.Where(folder => Directory.Exists(folder.Path)).DistinctBy(folder => Path.GetFullPath(folder.Path), StringComparer.Ordinal).Select(folder => new PictureFinder(folder))];
        var step = Math.Max(1, names.Count / MostTried);
        string[] tried = [.. names.Where((_, i) => i % step == 0)];
        var best = finders.MaxBy(finder => tried.Count(name => finder.Direct(name) is not null));
        if (best is not null && tried.Any(name => best.Direct(name) is not null))
            return best;
        // Names that differ only in case or extension.
        if (finders.FirstOrDefault(finder => tried.Any(name => finder.Find(name) is not null)) is { } similar)
            return similar;
        if (mustBeThere && names.Count > 0)
            throw new DetectionException($"{place}: none of its {names.Count} pictures exists ('{Short(names[0])}'); looked in {(finders.Length > 0 ? string.Join(", ", finders.Select(finder => finder.Folder)) : "no folder")}; give their folder with --images");
        return best ?? new PictureFinder(new(Path.GetDirectoryName(Path.GetFullPath(place))!, IsDeep: false));
    }

    /// <summary>The path of the picture below the folder; null if it does not exist or is ambiguous.</summary>
    public string? Find(string name)
    {
        if (Direct(name) is { } direct)
            return direct;
        var last = Last(name);
        if (last.Length == 0)
            return null;
        return Only(_names.Value[last]) ?? Only(_stems.Value[Path.GetFileNameWithoutExtension(last)]) ?? Only(_stems.Value[last]);
    }

    private static string? Only(IEnumerable<string> files) => files.Take(2).ToArray() is [var only] ? only : null;

    // A name that leads out of the folder is refused: annotation files are untrusted.
    private string? Direct(string name)
    {
        var path = name.Trim().Replace('\\', '/');
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            return null;
        var root = Path.TrimEndingDirectorySeparator(Folder) + Path.DirectorySeparatorChar;
        foreach (var candidate in new[] { path, Last(name) })
        {
            var full = Path.GetFullPath(Path.Combine(root, candidate));
            if (candidate.Length > 0 && full.StartsWith(root, StringComparison.Ordinal) && File.Exists(full))
                return Path.GetRelativePath(Folder, full);
        }

        return null;
    }

    private static string Last(string name) => name.Trim().Replace('\\', '/').Split('/')[^1];

    private static string Short(string name) => string.Concat(name.Take(80).Select(c => char.IsControl(c) ? '?' : c));
}
