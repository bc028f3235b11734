using System.Collections.Immutable;

namespace ISyNet.Images.Formats;

/// <summary>The four idx files of a set of the MNIST family in one folder, gzip-compressed or plain.</summary>
internal static class IdxFolder
{
    public static ImageData Read(string folder)
    {
        var known = ClassNames(folder);
        var (training, test) = (Part(folder, "train", "training", known), Part(folder, "t10k", "test", known));
        if (training.Shape != test.Shape)
            throw new ImageException($"{folder}: training images are {training.Shape}, test images {test.Shape}");
        return new ImageData(training, test);
    }

    private static ImageSet Part(string folder, string part, string name, ImmutableArray<string> known)
    {
        string Find(string kind)
        {
            var plain = Path.Combine(folder, $"{part}-{kind}");
            return File.Exists(plain) ? plain : plain + ".gz";
        }

        var title = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return IdxReader.Read(Find("images-idx3-ubyte"), Find("labels-idx1-ubyte"), known, $"{title} {name}");
    }

    private static ImmutableArray<string> ClassNames(string folder)
    {
        if (!File.Exists(Path.Combine(folder, NumberedClasses.FileName)) && Path.GetFullPath(folder).Contains("fashion", StringComparison.OrdinalIgnoreCase))
            return FashionMnist.ClassNames;
        var labels = Path.Combine(folder, "train-labels-idx1-ubyte");
        var (_, values) = IdxReader.ReadBytes(File.Exists(labels) ? labels : labels + ".gz");
        return NumberedClasses.Named(folder, values.Max() + 1);
    }
}
