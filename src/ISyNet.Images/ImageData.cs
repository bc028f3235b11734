using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Images;

/// <summary>A data set: images to learn from and images to judge on at the very end. Test images never choose anything.</summary>
/// <param name="Training">The images to learn from.</param>
/// <param name="Test">The images to judge on.</param>
public sealed record ImageData(ImageSet Training, ImageSet Test)
{
    /// <summary>Files that could not be used, one line each.</summary>
    public ImmutableArray<string> Skipped { get; init; } = [];

    /// <summary>
    /// Opens a folder by what it holds: the four idx files of the MNIST family, the binary files of CIFAR-10, or pictures in
    /// <c>train/CLASS</c> and <c>test/CLASS</c> (or <c>val</c>). Class names of idx files come from <c>classes.txt</c> (one a line) beside
    /// them; without it, from Fashion-MNIST when the folder's name has "fashion", else they are the label numbers.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pictureShape">What to bring pictures to; not used for the other formats, which have a size of their own.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="ImageException">There is no such folder, it holds none of these, or a file is not sound.</exception>
    public static ImageData Open(string folder, Shape pictureShape, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new ImageException($"{folder}: there is no such folder");
        if (Directory.EnumerateFiles(folder, "train-images-idx3-ubyte*").Any())
            return IdxFolder.Read(folder);
        if (File.Exists(Path.Combine(folder, "data_batch_1.bin")))
        {
            string[] parts = [.. Enumerable.Range(1, 5).Select(i => Path.Combine(folder, $"data_batch_{i}.bin"))];
            return new ImageData(
                CifarReader.Read(parts, CifarReader.Cifar10Names, "CIFAR-10 training"),
                CifarReader.Read([Path.Combine(folder, "test_batch.bin")], CifarReader.Cifar10Names, "CIFAR-10 test"));
        }

        var (train, test) = (Path.Combine(folder, "train"), Path.Combine(folder, "test"));
        if (!Directory.Exists(test))
            test = Path.Combine(folder, "val");
        if (!Directory.Exists(train) || !Directory.Exists(test))
            throw new ImageException($"{folder}: holds no data set: neither idx files (train-images-idx3-ubyte), CIFAR-10 batches (data_batch_1.bin) nor the folders train and test with one folder per class");
        var learnt = ImageFolder.Read(train, pictureShape, cancellation: cancellation);
        var judged = ImageFolder.Read(test, pictureShape, learnt.Images.ClassNames, cancellation);
        return new ImageData(learnt.Images, judged.Images) { Skipped = [.. learnt.Skipped, .. judged.Skipped] };
    }
}
