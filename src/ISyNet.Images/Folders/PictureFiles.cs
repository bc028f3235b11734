using System.Collections.Immutable;
using System.IO.Enumeration;

namespace ISyNet.Images.Folders;

/// <summary>Finds the picture files below folders. Links are followed, each folder once; other files are skipped and counted.</summary>
public static class PictureFiles
{
    private const int MaxDepth = 32;
    private const int MaxEntries = 50_000_000;

    private static readonly ImmutableArray<string> Read = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".gif", ".webp"];

    private static readonly ImmutableArray<string> NotRead =
        [".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm", ".heic", ".heif", ".avif", ".jp2", ".j2k", ".jxl", ".svg", ".tga", ".pcx", ".ico", ".psd", ".exr", ".hdr", ".dng", ".cr2", ".nef", ".arw", ".npy"];

    private static readonly ImmutableArray<string> System = ["__MACOSX", "@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found"];

    /// <summary>The file extensions of supported pictures.</summary>
    public static ImmutableArray<string> Extensions => Read;

    /// <summary>All pictures below a folder, in ordinal order of their paths, and one line about skipped files, null if there were none.</summary>
    /// <exception cref="ImageException">The folder cannot be read, or contains too many files.</exception>
    public static (ImmutableArray<string> Files, string? PassedOver) Find(string folder)
    {
        var passedOver = new PassedOver();
        return ([.. Find(folder, passedOver)], passedOver.Line);
    }

    internal static List<string> Find(string folder, PassedOver passedOver)
    {
        var walk = new Walk(folder, passedOver);
        walk.Enter(folder, walk.Root, 0);
        walk.Files.Sort(StringComparer.Ordinal);
        return walk.Files;
    }

    /// <summary>Whether there is a picture below a folder.</summary>
    internal static bool Any(string folder)
    {
        var walk = new Walk(folder, new PassedOver()) { StopAtFirst = true };
        walk.Enter(folder, walk.Root, 0);
        return walk.Files.Count > 0;
    }

    /// <summary>Whether a file has the extension of a picture.</summary>
    public static bool IsPicture(string name) => !IsForeign(name) && Read.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Hidden, or created by an operating system or a tool.</summary>
    internal static bool IsForeign(string name) => name.StartsWith('.') || System.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The entries of one folder, in ordinal order of their names, folders before links to folders.</summary>
    internal static List<FolderEntry> Entries(string folder)
    {
        try
        {
            // Listing without links costs one read of the folder; the attributes of each entry would cost one read per entry.
            var all = Listed(folder, default);
            var plain = Listed(folder, FileAttributes.ReparsePoint);
            var entries = plain.Count == all.Count ? all : [.. all.Except(plain).Select(entry => entry with { IsLink = true }), .. plain];
            entries.Sort((a, b) => a.IsLink != b.IsLink ? a.IsLink.CompareTo(b.IsLink) : string.CompareOrdinal(a.Name, b.Name));
            return entries;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{folder}: {error.Message}", error);
        }
    }

    private static List<FolderEntry> Listed(string folder, FileAttributes without) => [.. new FileSystemEnumerable<FolderEntry>(
        folder, (ref FileSystemEntry entry) => new FolderEntry(entry.FileName.ToString(), entry.IsDirectory, IsLink: false),
        new EnumerationOptions { AttributesToSkip = without, IgnoreInaccessible = false }).Take(MaxEntries)];

    /// <summary>An entry of a folder.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="IsFolder">Whether it is a folder, or a link to one.</param>
    /// <param name="IsLink">Whether it is a link.</param>
    internal readonly record struct FolderEntry(string Name, bool IsFolder, bool IsLink);

    private sealed class Walk(string root, PassedOver passedOver)
    {
        private readonly HashSet<string> _entered = new(StringComparer.Ordinal);
        private int _entries;

        public string Root { get; } = RealPath.Resolve(root);

        public List<string> Files { get; } = [];

        public bool StopAtFirst { get; init; }

        public void Enter(string folder, string real, int depth)
        {
            if (!_entered.Add(real))
            {
                passedOver.Add("links to a folder that was read already", Name(folder));
                return;
            }

            foreach (var entry in Entries(folder))
            {
                if (StopAtFirst && Files.Count > 0)
                    return;
                if (++_entries > MaxEntries)
                    throw new ImageException($"{root}: contains more than {MaxEntries} files and folders");
                var path = Path.Combine(folder, entry.Name);
                if (IsForeign(entry.Name))
                    passedOver.Add("hidden or system files and folders", entry.Name.StartsWith("._", StringComparison.Ordinal) ? "._*" : entry.Name);
                else if (entry.IsFolder && depth >= MaxDepth)
                    passedOver.Add($"folders deeper than {MaxDepth}", Name(path));
                else if (entry.IsFolder)
                    EnterBelow(path, entry.IsLink ? RealPath.Resolve(path) : Path.Combine(real, entry.Name), real, depth);
                else if (entry.IsLink && !LeadsToFile(path))
                    passedOver.Add("broken links", Name(path));
                else
                    Take(path, Path.GetExtension(entry.Name));
            }
        }

        private void Take(string path, string extension)
        {
            if (Read.Contains(extension, StringComparer.OrdinalIgnoreCase))
                Files.Add(path);
            else if (NotRead.Contains(extension, StringComparer.OrdinalIgnoreCase))
                passedOver.Add("pictures in a format that is not read", extension.ToLowerInvariant());
            else
                passedOver.Add("other files", extension.Length > 0 ? extension.ToLowerInvariant() : Path.GetFileName(path));
        }

        private void EnterBelow(string path, string real, string above, int depth)
        {
            if ((above + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(real) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                passedOver.Add("links that lead back to a folder above", Name(path));
            else
                Enter(path, real, depth + 1);
        }

        private static bool LeadsToFile(string link)
        {
            try
            {
                return new FileInfo(link).ResolveLinkTarget(returnFinalTarget: true) is { Exists: true };
            }
            catch (IOException)
            {
                return false;
            }
        }

        private string Name(string path) => Path.GetRelativePath(root, path);
    }
}
