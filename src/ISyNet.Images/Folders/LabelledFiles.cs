using System.Collections.Immutable;
using ISyNet.Images.Decoding;
using ISyNet.Images.Pixels;

namespace ISyNet.Images.Folders;

/// <summary>Picture files with their labels, before they are read.</summary>
/// <param name="Place">The folder or list, for messages.</param>
/// <param name="Name">Name of the set, for people.</param>
/// <param name="ClassNames">One name per class.</param>
/// <param name="Files">The pictures.</param>
/// <param name="Labels">The class of each.</param>
internal sealed record LabelledFiles(string Place, string Name, ImmutableArray<string> ClassNames, ImmutableArray<string> Files, ImmutableArray<int> Labels)
{
    /// <summary>Decodes all pictures into memory when they fit, else looks at their heads and decodes them whenever they are read.</summary>
    /// <exception cref="ImageException">There is no picture, or too many are broken.</exception>
    public ImageFolderContent Read(PictureReading reading, CancellationToken cancellation)
    {
        reading.Check(Place);
        if (Files.IsEmpty)
            throw new ImageException($"{Place}: holds no pictures");
        var bytes = Files.Length * reading.Shape.Elements;
        return bytes <= Math.Min(reading.MemoryBytes, Array.MaxLength) ? ReadAll(reading, cancellation) : ReadHeads(reading, cancellation);
    }

    private ImageFolderContent ReadAll(PictureReading reading, CancellationToken cancellation)
    {
        var size = (int)reading.Shape.Elements;
        var pixels = new byte[Files.Length * size];
        var (sound, skipped) = Sound(reading, i => ImageDecoder.Decode(Files[i], reading).CopyTo(pixels, i * size), cancellation);
        var images = new ImageSet(Name, reading.Shape, ClassNames, pixels, Labels);
        return new ImageFolderContent(sound.Length == Files.Length ? images : images.Select(sound), skipped);
    }

    private ImageFolderContent ReadHeads(PictureReading reading, CancellationToken cancellation)
    {
        var (sound, skipped) = Sound(reading, i => ImageDecoder.Check(Files[i]), cancellation);
        var store = new PixelsInFiles(Files, reading, new DamageRecord(Place, Files.Length, reading.MaxBrokenShare));
        return new ImageFolderContent(new ImageSet(Name, reading.Shape, ClassNames, store, Labels).Select(sound), skipped);
    }

    private (int[] Sound, ImmutableArray<string> Skipped) Sound(PictureReading reading, Action<int> look, CancellationToken cancellation)
    {
        var problems = new string?[Files.Length];
        Concurrently.Run(Files.Length, i =>
        {
            try
            {
                look(i);
            }
            catch (ImageException error)
            {
                problems[i] = error.Message;
            }
        }, cancellation);

        ImmutableArray<string> skipped = [.. problems.OfType<string>()];
        DamageRecord.Check(Place, Files.Length, skipped.Length, skipped.FirstOrDefault(), reading.MaxBrokenShare);
        return ([.. Enumerable.Range(0, Files.Length).Where(i => problems[i] is null)], skipped);
    }
}
