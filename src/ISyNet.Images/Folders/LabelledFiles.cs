using System.Collections.Immutable;
using ISyNet.Images.Decoding;
using ISyNet.Images.Pixels;

namespace ISyNet.Images.Folders;

/// <summary>An image set read from pictures, and the files that could not be used.</summary>
/// <param name="Images">The usable images.</param>
/// <param name="Skipped">One line per broken file: path and reason.</param>
internal sealed record ReadPictures(ImageSet Images, ImmutableArray<string> Skipped)
{
    /// <summary>Splits off a share of each class as test images.</summary>
    public ImageData Divide(PictureReading reading)
    {
        var (training, test) = Images.HoldOut((int)Math.Round(Images.Count * reading.TestShare), reading.SplitSeed);
        if (training.Count == 0 || test.Count == 0)
            throw new ImageException($"{Images.Name}: {Images.Count} pictures are too few to use {100 * reading.TestShare:0} % of them as test images");
        return new ImageData(training.Named($"{Images.Name} training"), test.Named($"{Images.Name} test"))
        {
            Skipped = Skipped,
            Notes = [$"{Images.Name}: has no test part: {test.Count} of {Images.Count} pictures, a share of each class, are used as test images"],
        };
    }
}

/// <summary>Picture files with their labels, before they are read.</summary>
/// <param name="Place">The folder or list, for messages.</param>
/// <param name="Name">Display name of the set.</param>
/// <param name="ClassNames">One name per class.</param>
/// <param name="Files">The pictures.</param>
/// <param name="Labels">The class of each.</param>
internal sealed record LabelledFiles(string Place, string Name, ImmutableArray<string> ClassNames, ImmutableArray<string> Files, ImmutableArray<int> Labels)
{
    /// <summary>All headers are checked up to this number of pictures; of more, <see cref="Sampled"/> of them, evenly spaced.</summary>
    private const int MostChecked = 20_000;

    private const int Sampled = 2_000;

    /// <summary>Decodes all pictures into memory if they fit; otherwise checks headers and decodes the pictures on each read.</summary>
    /// <exception cref="ImageException">There is no picture, or too many are broken.</exception>
    public ReadPictures Read(PictureReading reading, CancellationToken cancellation)
    {
        reading.Check(Place);
        if (Files.IsEmpty)
            throw new ImageException($"{Place}: holds no pictures");
        var bytes = Files.Length * reading.Shape.Elements;
        return bytes <= Math.Min(reading.MemoryBytes, Array.MaxLength) ? ReadAll(reading, cancellation) : ReadHeads(reading, cancellation);
    }

    private ReadPictures ReadAll(PictureReading reading, CancellationToken cancellation)
    {
        var size = (int)reading.Shape.Elements;
        var pixels = new byte[Files.Length * size];
        var (sound, skipped) = Sound(reading, Files.Length, i => ImageDecoder.Decode(Files[i], reading, pixels.AsSpan(i * size, size)), cancellation);
        var images = new ImageSet(Name, reading.Shape, ClassNames, pixels, Labels);
        return new ReadPictures(sound.Length == Files.Length ? images : images.Select(sound), skipped);
    }

    private ReadPictures ReadHeads(PictureReading reading, CancellationToken cancellation)
    {
        var (sound, skipped) = Sound(reading, Files.Length <= MostChecked ? Files.Length : Sampled, i => ImageDecoder.Measure(Files[i]), cancellation);
        var store = new PixelsInFiles(Files, reading, new DamageRecord(Place, Files.Length, reading.MaxBrokenShare));
        return new ReadPictures(new ImageSet(Name, reading.Shape, ClassNames, store, Labels).Select(sound), skipped);
    }

    private (int[] Sound, ImmutableArray<string> Skipped) Sound(PictureReading reading, int checks, Action<int> look, CancellationToken cancellation)
    {
        var problems = new string?[Files.Length];
        Concurrently.Run(checks, check =>
        {
            var i = (int)((long)check * Files.Length / checks);
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
        DamageRecord.Check(Place, checks, skipped.Length, skipped.FirstOrDefault(), reading.MaxBrokenShare);
        return ([.. Enumerable.Range(0, Files.Length).Where(i => problems[i] is null)], skipped);
    }
}
