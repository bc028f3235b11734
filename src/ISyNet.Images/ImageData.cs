using System.Collections.Immutable;
using ISyNet.Images.Decoding;
using ISyNet.Images.Folders;

namespace ISyNet.Images;

/// <summary>A data set: training images, and test images for the final evaluation only. Test images never choose anything.</summary>
/// <param name="Training">The training images.</param>
/// <param name="Test">The test images.</param>
public sealed record ImageData(ImageSet Training, ImageSet Test)
{
    /// <summary>Files that could not be used, one line each.</summary>
    public ImmutableArray<string> Skipped { get; init; } = [];

    /// <summary>Notes about choices and skipped files when the set was opened, one line each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>
    /// Opens a data set, whose kind is detected: the idx files of the MNIST family, the binary files of CIFAR-10 or CIFAR-100, pictures in one
    /// folder per class, with or without a training and a test part, or a CSV list (<see cref="Lists.ImageList"/>). docs/data.md has the rules.
    /// </summary>
    /// <param name="place">A folder, a list, or one of the idx files.</param>
    /// <param name="reading">Size and resizing of pictures; not used for the other formats, which have a fixed size.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="ImageException">There is no such place, it contains none of these or several, or a file is not valid.</exception>
    public static ImageData Open(string place, PictureReading reading, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(place);
        ArgumentNullException.ThrowIfNull(reading);
        return DataSetFinder.Open(place, reading, cancellation);
    }
}
