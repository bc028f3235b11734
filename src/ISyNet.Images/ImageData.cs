using System.Collections.Immutable;
using ISyNet.Images.Decoding;
using ISyNet.Images.Folders;
using ISyNet.Images.Formats;
using ISyNet.Images.Lists;

namespace ISyNet.Images;

/// <summary>A data set: images to learn from and images to judge on at the very end. Test images never choose anything.</summary>
/// <param name="Training">The images to learn from.</param>
/// <param name="Test">The images to judge on.</param>
public sealed record ImageData(ImageSet Training, ImageSet Test)
{
    /// <summary>Files that could not be used, one line each.</summary>
    public ImmutableArray<string> Skipped { get; init; } = [];

    /// <summary>
    /// Opens a data set by what is there: the four idx files of the MNIST family, the binary files of CIFAR-10 or CIFAR-100, pictures in
    /// <c>train/CLASS</c> and <c>test/CLASS</c> (or <c>val</c>), pictures in <c>CLASS</c> alone, or a CSV list (<see cref="ImageList"/>).
    /// Class names of idx files come from <c>classes.txt</c> (one a line) beside them; without it, from Fashion-MNIST when the folder's
    /// name has "fashion", else they are the label numbers.
    /// </summary>
    /// <param name="place">A folder, or a list.</param>
    /// <param name="reading">What to bring pictures to; not used for the other formats, which have a size of their own.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="ImageException">There is no such place, it holds none of these, or a file is not sound.</exception>
    public static ImageData Open(string place, PictureReading reading, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(place);
        ArgumentNullException.ThrowIfNull(reading);
        if (File.Exists(place))
            return ImageList.Read(place, reading, cancellation);
        if (!Directory.Exists(place))
            throw new ImageException($"{place}: there is no such folder or list");
        if (Directory.EnumerateFiles(place, "train-images-idx3-ubyte*").Any())
            return IdxFolder.Read(place);
        if (CifarFolder.IsOne(place))
            return CifarFolder.Read(place);
        var (train, test) = (Path.Combine(place, "train"), Path.Combine(place, "test"));
        if (!Directory.Exists(test))
            test = Path.Combine(place, "val");
        if (Directory.Exists(train) && Directory.Exists(test))
        {
            var learnt = ImageFolder.Read(train, reading, cancellation: cancellation);
            var judged = ImageFolder.Read(test, reading, learnt.Images.ClassNames, cancellation);
            return new ImageData(learnt.Images, judged.Images) { Skipped = [.. learnt.Skipped, .. judged.Skipped] };
        }

        var alone = Directory.Exists(train) ? train : place;
        return ImageFolder.ClassFolders(alone).Length >= 2
            ? Divide(ImageFolder.Read(alone, reading, cancellation: cancellation), reading)
            : throw new ImageException($"{place}: holds no data set: neither idx files (train-images-idx3-ubyte), CIFAR files (data_batch_1.bin, train.bin) nor folders of pictures, one per class, alone or in the folders train and test");
    }

    /// <summary>Cuts off a share of each class for judging.</summary>
    internal static ImageData Divide(ImageFolderContent content, PictureReading reading)
    {
        var images = content.Images;
        var (training, test) = images.HoldOut((int)Math.Round(images.Count * reading.TestShare), reading.SplitSeed);
        if (training.Count == 0 || test.Count == 0)
            throw new ImageException($"{images.Name}: {images.Count} pictures are too few to cut off {100 * reading.TestShare:0} % for judging");
        return new ImageData(training.Named($"{images.Name} training"), test.Named($"{images.Name} test")) { Skipped = content.Skipped };
    }
}
