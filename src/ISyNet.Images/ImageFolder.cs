using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Images;

/// <summary>A set read from a folder, and the files that could not be used.</summary>
/// <param name="Images">The sound images.</param>
/// <param name="Skipped">One line per broken file: path and reason.</param>
public sealed record ImageFolderContent(ImageSet Images, ImmutableArray<string> Skipped);

/// <summary>Reads a folder with one folder of pictures per class, like ImageNet; classes are in ordinal order of their names.</summary>
public static class ImageFolder
{
    /// <summary>The share of broken files above which the folder is refused.</summary>
    public const double MaxBrokenShare = 0.05;

    private const long MaxBytes = 1L << 34;
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"];

    /// <summary>Decodes all pictures of a folder.</summary>
    /// <param name="folder">The folder with the class folders.</param>
    /// <param name="shape">Channels x height x width to bring every picture to.</param>
    /// <param name="classNames">The classes to take, in this order; those of the folder when default.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="ImageException">There is no folder, class or picture, a class is missing, or too many pictures are broken.</exception>
    public static ImageFolderContent Read(
        string folder, Shape shape, ImmutableArray<string> classNames = default, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(folder))
            throw new ImageException($"{folder}: there is no such folder");
        var classes = classNames.IsDefault ? ClassFolders(folder) : classNames;
        var files = classes.SelectMany((name, label) => Pictures(folder, name).Select(path => (path, label))).ToArray();
        if (files.Length == 0)
            throw new ImageException($"{folder}: holds no pictures: it needs one folder per class with PNG or JPEG files");
        if (files.Length * shape.Elements > MaxBytes || files.Length * shape.Elements > Array.MaxLength)
            throw new ImageException($"{folder}: {files.Length} pictures of {shape} do not fit into memory: choose a smaller size or fewer pictures");
        var decoded = new (byte[]? Pixels, string? Problem)[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                decoded[i] = (ImageDecoder.Decode(files[i].path, shape), null);
            }
            catch (ImageException error)
            {
                decoded[i] = (null, error.Message);
            }
        });

        ImmutableArray<string> skipped = [.. decoded.Where(d => d.Problem is not null).Select(d => d.Problem!)];
        if (skipped.Length > MaxBrokenShare * files.Length)
            throw new ImageException($"{folder}: {skipped.Length} of {files.Length} pictures cannot be read, the first: {skipped[0]}");
        var sound = Enumerable.Range(0, files.Length).Where(i => decoded[i].Pixels is not null).ToArray();
        var pixels = new byte[sound.Length * shape.Elements];
        for (var i = 0; i < sound.Length; i++)
            decoded[sound[i]].Pixels!.CopyTo(pixels, i * shape.Elements);
        return new ImageFolderContent(new ImageSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), shape, classes, pixels, [.. sound.Select(i => files[i].label)]), skipped);
    }

    private static ImmutableArray<string> ClassFolders(string folder)
    {
        ImmutableArray<string> names = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        return names.IsEmpty ? throw new ImageException($"{folder}: holds no class folders: it needs one folder per class") : names;
    }

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
