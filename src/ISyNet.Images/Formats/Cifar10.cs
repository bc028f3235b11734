using ISyNet.Images.Decoding;

namespace ISyNet.Images.Formats;

/// <summary>
/// CIFAR-10 (www.cs.toronto.edu/~kriz/cifar.html): 50,000 training and 10,000 test pictures, 3x32x32, ten classes, where the user has put it.
/// </summary>
public static class Cifar10
{
    /// <summary>
    /// Where it is looked for: the official binary files, or <c>train</c> and <c>test</c> with one folder of pictures per class. Nothing is
    /// downloaded.
    /// </summary>
    public static string Folder { get; } = UserCache.Folder("cifar10");

    /// <summary>Whether the folder is there.</summary>
    public static bool IsThere => Directory.Exists(Folder);

    /// <summary>Reads it.</summary>
    /// <param name="reading">What to bring pictures in class folders to; the binary files have 3x32x32.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="ImageException">It is missing, or a file is not valid.</exception>
    public static ImageData Load(PictureReading reading, CancellationToken cancellation = default) => ImageData.Open(Folder, reading, cancellation);
}
