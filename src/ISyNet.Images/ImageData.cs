using System.Collections.Immutable;
using ISyNet.Images.Decoding;
using ISyNet.Images.Folders;

namespace ISyNet.Images;

/// <summary>A data set: images to learn from and images to judge on at the very end. Test images never choose anything.</summary>
/// <param name="Training">The images to learn from.</param>
/// <param name="Test">The images to judge on.</param>
public sealed record ImageData(ImageSet Training, ImageSet Test)
{
    /// <summary>Files that could not be used, one line each.</summary>
    public ImmutableArray<string> Skipped { get; init; } = [];

    /// <summary>What was chosen and what was passed over while the set was opened, one line each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>
    /// Opens a data set by what is there: the idx files of the MNIST family, the binary files of CIFAR-10 or CIFAR-100, pictures in one
    /// folder per class, alone or in a training and a judged part, or a CSV list (<see cref="Lists.ImageList"/>). docs/data.md has the rules.
    /// </summary>
    /// <param name="place">A folder, a list, or one of the idx files.</param>
    /// <param name="reading">What to bring pictures to; not used for the other formats, which have a size of their own.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="ImageException">There is no such place, it holds none of these or several, or a file is not sound.</exception>
    public static ImageData Open(string place, PictureReading reading, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(place);
        ArgumentNullException.ThrowIfNull(reading);
        return DataSetFinder.Open(place, reading, cancellation);
    }
}
