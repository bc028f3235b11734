using System.Collections.Immutable;
using System.Globalization;

namespace ISyNet.Images;

/// <summary>The four idx files of a set of the MNIST family in one folder, gzip-compressed or plain.</summary>
internal static class IdxFolder
{
    private const int MaxClasses = 256;

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
        var list = Path.Combine(folder, "classes.txt");
        if (File.Exists(list))
        {
            ImmutableArray<string> names = [.. File.ReadLines(list).Take(MaxClasses + 1).Select(line => line.Trim()).Where(line => line.Length > 0)];
            return names.Length is > 0 and <= MaxClasses ? names : throw new ImageException($"{list}: must name 1 to {MaxClasses} classes, one a line");
        }

        if (Path.GetFullPath(folder).Contains("fashion", StringComparison.OrdinalIgnoreCase))
            return FashionMnist.ClassNames;
        var labels = Path.Combine(folder, "train-labels-idx1-ubyte");
        var (_, values) = IdxReader.ReadBytes(File.Exists(labels) ? labels : labels + ".gz");
        return [.. Enumerable.Range(0, values.Max() + 1).Select(label => label.ToString(CultureInfo.InvariantCulture))];
    }
}
