using System.Collections.Immutable;

namespace ISyNet.Images;

/// <summary>Fashion-MNIST (arXiv 1708.07747): 60,000 training and 10,000 test images of clothing, 1x28x28, ten classes.</summary>
public static class FashionMnist
{
    /// <summary>Where Debian's package <c>dataset-fashion-mnist</c> puts the files.</summary>
    public const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    /// <summary>The class names, in the order of the labels.</summary>
    public static ImmutableArray<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Reads the training and the test images from a folder with the four idx files, gzip-compressed or plain.</summary>
    /// <exception cref="ImageException">A file is missing, cut short or not idx.</exception>
    public static ImageData Load(string folder = DebianFolder) => IdxFolder.Read(folder);
}
