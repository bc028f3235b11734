using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Decoding;
using ISyNet.Images.Formats;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the data set that a command line names: <c>fashion-mnist</c> where the launcher put it, a folder or a CSV list.</summary>
internal static class DataSource
{
    public const string Default = "fashion-mnist";

    public static ImageData Load(string name, Shape pictureShape, CancellationToken cancellation) =>
        Load(name, new PictureReading(pictureShape), cancellation);

    public static ImageData Load(string name, PictureReading reading, CancellationToken cancellation)
    {
        if (Directory.Exists(name) || File.Exists(name))
            return ImageData.Open(name, reading, cancellation);
        if (!name.Equals(Default, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"there is no folder or list '{name}'; give a folder of images, a CSV list, or '{Default}'");
        var folder = FashionMnist.Find()
            ?? throw new UsageException($"Fashion-MNIST is not on this machine: run it through ./isynet, which fetches it, or put its four idx files into {FashionMnist.Folders[^1]}");
        return ImageData.Open(folder, reading, cancellation);
    }
}
