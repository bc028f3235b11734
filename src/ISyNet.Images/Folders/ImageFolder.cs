using System.Collections.Immutable;
using ISyNet.Images.Decoding;

namespace ISyNet.Images.Folders;

/// <summary>A set read from pictures, and the files that could not be used.</summary>
/// <param name="Images">The sound images.</param>
/// <param name="Skipped">One line per broken file: path and reason.</param>
public sealed record ImageFolderContent(ImageSet Images, ImmutableArray<string> Skipped);

/// <summary>Reads a folder with one folder of pictures per class, like ImageNet; classes are in ordinal order of their names.</summary>
public static class ImageFolder
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"];

    /// <summary>Reads the pictures of a folder.</summary>
    /// <param name="folder">The folder with the class folders.</param>
    /// <param name="reading">What to bring every picture to.</param>
    /// <param name="classNames">The classes to take, in this order; those of the folder when default.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="ImageException">There is no folder, class or picture, a class is missing, or too many pictures are broken.</exception>
    public static ImageFolderContent Read(
        string folder, PictureReading reading, ImmutableArray<string> classNames = default, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (!Directory.Exists(folder))
            throw new ImageException($"{folder}: there is no such folder");
        var classes = classNames.IsDefault ? ClassFolders(folder) : classNames;
        if (classes.IsEmpty)
            throw new ImageException($"{folder}: holds no class folders: it needs one folder per class");
        var (files, labels) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<int>());
        for (var label = 0; label < classes.Length; label++)
        {
            foreach (var file in Pictures(folder, classes[label]))
            {
                files.Add(file);
                labels.Add(label);
            }
        }

        if (files.Count == 0)
            throw new ImageException($"{folder}: holds no pictures: it needs one folder per class with PNG or JPEG files");
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new LabelledFiles(folder, name, classes, files.ToImmutable(), labels.ToImmutable()).Read(reading, cancellation);
    }

    /// <summary>The folders in a folder, by name.</summary>
    internal static ImmutableArray<string> ClassFolders(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Pictures(string folder, string className)
    {
        var path = Path.Combine(folder, className);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path)
                .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
            : throw new ImageException($"{folder}: has no folder for the class '{className}'");
    }
}
