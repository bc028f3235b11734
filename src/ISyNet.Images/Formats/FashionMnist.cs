using System.Collections.Immutable;

namespace ISyNet.Images.Formats;

/// <summary>Fashion-MNIST (arXiv 1708.07747): 60,000 training and 10,000 test images of clothing, 1x28x28, ten classes.</summary>
public static class FashionMnist
{
    /// <summary>The folders that are searched: Debian's package <c>dataset-fashion-mnist</c>, then the user's cache, where <c>./isynet</c> and <c>./test</c> put them.</summary>
    public static ImmutableArray<string> Folders { get; } = ["/usr/share/datasets/fashion-mnist", UserCache.Folder("fashion-mnist")];

    /// <summary>The class names, in the order of the labels.</summary>
    public static ImmutableArray<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>The first of <see cref="Folders"/> that exists; null if none does.</summary>
    public static string? Find() => Folders.FirstOrDefault(Directory.Exists);

    /// <summary>Reads the training and test images from this machine.</summary>
    /// <exception cref="ImageException">They are in none of <see cref="Folders"/>, or a file is missing, truncated or not idx.</exception>
    public static ImageData Load() => (IdxFolder.Find(Find() ?? Folders[^1]) ?? throw new ImageException($"{Find()}: holds no idx files")).Read(ClassNames);
}
