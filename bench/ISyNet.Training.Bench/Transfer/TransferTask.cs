using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using ISyNet.Graph;
using ISyNet.Images;

namespace ISyNet.Training.Bench.Transfer;

/// <summary>A task to come to with few labels.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pool">Labelled images to draw the few from; what is not drawn may choose the learning rate.</param>
/// <param name="Test">Images that judge, and nothing else.</param>
/// <param name="LabelsPerClass">How few.</param>
internal sealed record TransferTask(string Name, ImageSet Pool, ImageSet Test, ImmutableArray<int> LabelsPerClass)
{
    private static readonly int[] Source = [0, 1, 2, 3, 4], Target = [5, 6, 7, 8, 9];

    /// <summary>Images of the first five classes of Fashion-MNIST: shirts, trousers, coats.</summary>
    public static ImageSet Pretraining(ImageData data) => OfClasses(data.Training, Source);

    /// <summary>The other five classes: shoes, bags, shirts.</summary>
    public static TransferTask OtherFive(ImageData data) => new("fashion-5-9", OfClasses(data.Training, Target), OfClasses(data.Test, Target), [20, 50, 200]);

    /// <summary>
    /// The UCI handwritten digits as scikit-learn packages them (1,797 images of 8x8, 64 grey values of 0 to 16 and the digit in each
    /// line), brought to 28x28; 797 of them judge. Flipping is not what digits bear, but all methods get the same.
    /// </summary>
    public static TransferTask? Digits(string file)
    {
        if (!File.Exists(file))
            return null;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var (pixels, labels) = (new List<byte>(), ImmutableArray.CreateBuilder<int>());
        while (reader.ReadLine() is { } line)
        {
            var values = line.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
            if (values.Length != 65)
                throw new TrainingException($"{file}: line {labels.Count + 1} has {values.Length} values, not 65");
            pixels.AddRange(values.Take(64).Select(v => (byte)Math.Min(255, v * 16)));
            labels.Add((int)values[64]);
        }

        var images = new ImageSet("digits", Shape.Map(1, 8, 8), [.. Enumerable.Range(0, 10).Select(d => $"{d}")], [.. pixels], labels.ToImmutable());
        var (pool, test) = images.Resized(Shape.Map(1, 28, 28)).HoldOut(797, 1);
        return new TransferTask("digits", pool, test, [20, 50]);
    }

    /// <summary>The labelled images of one seed, and the rest of the pool.</summary>
    public (ImageSet Few, ImageSet Others) Draw(int labelsPerClass, ulong seed)
    {
        var left = Enumerable.Repeat(labelsPerClass, Pool.Classes).ToArray();
        var (few, rest) = (new List<int>(), new List<int>());
        foreach (var index in new SeededRandom(seed).Permutation(Pool.Count))
            (left[Pool.Labels[index]]-- > 0 ? few : rest).Add(index);
        return (Pool.Select([.. few]), Pool.Select([.. rest]));
    }

    private static ImageSet OfClasses(ImageSet images, int[] classes)
    {
        var chosen = images.Select([.. Enumerable.Range(0, images.Count).Where(i => classes.Contains(images.Labels[i]))]);
        return new ImageSet(images.Name, images.Shape, [.. classes.Select(c => images.ClassNames[c])], chosen.Pixels.ToArray(), [.. chosen.Labels.Select(label => Array.IndexOf(classes, label))]);
    }
}
