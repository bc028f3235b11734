using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Images.Formats;

/// <summary>
/// Reads the binary version of CIFAR-10 and CIFAR-100 (www.cs.toronto.edu/~kriz/cifar.html): records of one label byte (CIFAR-100:
/// coarse, then fine) and 3072 pixel bytes, red plane first.
/// </summary>
internal static class CifarReader
{
    private const int ImageBytes = 3 * 32 * 32;
    private const long MaxBytes = 1L << 30;

    /// <summary>The class names of CIFAR-10, in the order of the labels.</summary>
    public static ImmutableArray<string> Cifar10Names { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Reads the files of one part, one after the other.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="classNames">One name per class.</param>
    /// <param name="name">Name of the set.</param>
    /// <param name="labelBytes">Bytes before the pixels, the last of which is the label: 1 for CIFAR-10, 2 for CIFAR-100.</param>
    /// <exception cref="ImageException">A file is missing, truncated, or has a label outside the classes; the message names file and offset.</exception>
    public static ImageSet Read(IReadOnlyList<string> paths, ImmutableArray<string> classNames, string name, int labelBytes = 1)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var record = labelBytes + ImageBytes;
        var labels = ImmutableArray.CreateBuilder<int>();
        using var pixels = new MemoryStream();
        foreach (var path in paths)
        {
            var bytes = ReadAll(path);
            if (bytes.Length == 0 || bytes.Length % record != 0)
                throw new ImageException($"{path}: offset {bytes.Length / record * record}: ends early: {bytes.Length} bytes are not a whole number of records of {record}");
            for (var start = 0; start < bytes.Length; start += record)
            {
                var label = bytes[start + labelBytes - 1];
                if (label >= classNames.Length)
                    throw new ImageException($"{path}: offset {start + labelBytes - 1}: label {label}, but there are {classNames.Length} classes");
                labels.Add(label);
                pixels.Write(bytes, start + labelBytes, ImageBytes);
            }
        }

        return new ImageSet(name, Shape.Map(3, 32, 32), classNames, pixels.ToArray(), labels.ToImmutable());
    }

    private static byte[] ReadAll(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > MaxBytes }
                ? throw new ImageException($"{path}: is larger than {MaxBytes} bytes")
                : File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path}: {error.Message}", error);
        }
    }
}
