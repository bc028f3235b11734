using ISyNet.Application.Results;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Decoding;
using ISyNet.Images.Formats;

namespace ISyNet.Cli.Sources;

/// <summary>
/// Finds the data set that a command line names: <c>fashion-mnist</c> from the launcher, <c>cifar10</c> from the user, a
/// folder or a CSV list. Notes about choices and skipped files go to standard error.
/// </summary>
internal static class DataSource
{
    public const string Default = "fashion-mnist";

    public const string Cifar10Name = "cifar10";

    private static readonly Shape Cifar10Shape = Shape.Map(3, 32, 32);

    /// <summary>The images that a result folder, or the folder of a model file, says that its network was trained on.</summary>
    /// <exception cref="UsageException">It does not say.</exception>
    public static string TrainedOn(string path) =>
        ResultManifest.Read(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!)?.Settings.GetValueOrDefault(ClassifierFolder.ImagesSetting)
        ?? throw new UsageException($"{path} does not say which images it was trained on: give images with --data");

    public static ImageData Load(string name, Shape pictureShape, CancellationToken cancellation) =>
        Load(name, new PictureReading(pictureShape), cancellation);

    public static ImageData Load(string name, PictureReading reading, CancellationToken cancellation)
    {
        var data = Directory.Exists(name) || File.Exists(name) ? ImageData.Open(name, reading, cancellation) : Named(name, cancellation);
        foreach (var note in data.Notes)
            Console.Error.WriteLine($"isynet: {note}");
        return data;
    }

    // A name means the same images everywhere, in their own size.
    private static ImageData Named(string name, CancellationToken cancellation) => name.ToLowerInvariant() switch
    {
        Default => FashionMnist.Find() is not null
            ? FashionMnist.Load()
            : throw new UsageException($"Fashion-MNIST is not on this machine: run it through ./isynet, which fetches it, or put its four idx files into {FashionMnist.Folders[^1]}"),
        Cifar10Name => Cifar10.IsThere
            ? Cifar10.Load(new PictureReading(Cifar10Shape), cancellation)
            : throw new UsageException($"CIFAR-10 is not on this machine and is not downloaded: put its binary files (cifar-10-binary.tar.gz, unpacked), or train and test with one folder of pictures per class, into {Cifar10.Folder}"),
        _ => throw new UsageException($"there is no folder or list '{name}': give a folder of images, a CSV list, '{Default}' or '{Cifar10Name}'"),
    };
}
