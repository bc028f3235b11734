using System.Collections.Immutable;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the pictures that a command line names: files, or folders of them.</summary>
internal static class PictureFiles
{
    private static readonly ImmutableArray<string> Extensions = [".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"];

    public static IEnumerable<string> Of(string place)
    {
        if (File.Exists(place))
            return [place];
        if (!Directory.Exists(place))
            throw new UsageException($"{place}: there is no such file or folder");
        string[] files = [.. Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new UsageException($"{place}: there are no pictures ({string.Join(", ", Extensions)}) in this folder");
    }
}
