using ISyNet.Graph;
using ISyNet.Images.Decoding;

namespace ISyNet.Images.Tests.Formats;

/// <summary>Idx files by the names and in the folders in which they are handed on, and CIFAR's other versions.</summary>
public sealed class MnistNames : IDisposable
{
    private static readonly PictureReading Reading = new(Shape.Map(1, 8, 8));
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{0}-{1}-idx{2}-ubyte")]
    [InlineData("{0}-{1}.idx{2}-ubyte")]
    [InlineData("MNIST/raw/{0}-{1}-idx{2}-ubyte.gz")]
    [InlineData("{0}_{1}.idx")]
    [InlineData("{0}-{1}.idx{2}.gz")]
    [InlineData("{0}-{1}-ubyte")]
    [InlineData("emnist-digits-{0}-{1}-idx{2}-ubyte")]
    [InlineData("{0}-{1}-idx{2}-ubyte/{0}-{1}.idx{2}-ubyte")]
    public void Every_usual_name_is_read(string pattern)
    {
        Write(pattern, "train", [0, 1, 2]);
        Write(pattern, pattern.StartsWith("emnist", StringComparison.Ordinal) ? "test" : "t10k", [2, 1]);
        var data = ImageData.Open(_folder.Path, Reading);
        Assert.Equal([0, 1, 2], data.Training.Labels);
        Assert.Equal([2, 1], data.Test.Labels);
        Assert.Equal(["0", "1", "2"], data.Test.ClassNames);
    }

    [Fact]
    public void Labels_from_1_leave_no_empty_class()
    {
        Write("emnist-letters-{0}-{1}-idx{2}-ubyte", "train", [1, 2, 4, 2]);
        Write("emnist-letters-{0}-{1}-idx{2}-ubyte", "test", [4, 9]);
        var data = ImageData.Open(_folder.Path, Reading);
        Assert.Equal(["1", "2", "4"], data.Training.ClassNames);
        Assert.Equal([0, 1, 2, 1], data.Training.Labels);
        Assert.Equal([2], data.Test.Labels);
        Assert.Contains("1 test images of labels that the training part does not have (9)", Assert.Single(data.Notes), StringComparison.Ordinal);
        _folder.Write("classes.txt", "a", "b", "c", "d");
        Assert.Equal([0, 1, 3, 1], ImageData.Open(_folder.Path, Reading).Training.Labels);
    }

    [Fact]
    public void One_of_several_sets_is_chosen_by_its_file()
    {
        foreach (var set in new[] { "emnist-digits", "emnist-letters" })
        {
            Write(set + "-{0}-{1}-idx{2}-ubyte", "train", [1, 2]);
            Write(set + "-{0}-{1}-idx{2}-ubyte", "test", [1]);
        }

        Assert.Contains("several sets of idx files (emnist-digits-, emnist-letters-)", Assert.Throws<ImageException>(() => ImageData.Open(_folder.Path, Reading)).Message, StringComparison.Ordinal);
        Assert.Equal("emnist-letters training", ImageData.Open(_folder["emnist-letters-train-images-idx3-ubyte"], Reading).Training.Name);
    }

    [Fact]
    public void The_word_fashion_in_a_path_names_no_class()
    {
        Write("my-fashion-mnist/{0}-{1}-idx{2}-ubyte", "train", [0, 1]);
        Write("my-fashion-mnist/{0}-{1}-idx{2}-ubyte", "t10k", [1]);
        Assert.Equal(["0", "1"], ImageData.Open(_folder["my-fashion-mnist"], Reading).Training.ClassNames);
    }

    [Theory]
    [InlineData("binary version", "cifar/cifar-10-batches-py/data_batch_1")]
    [InlineData("binary version", "train", "test", "meta")]
    public void Pickles_of_cifar_are_refused_with_advice(string part, params string[] files)
    {
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllBytes(_folder[file], [0x80, 2]);
        }

        Assert.Contains(part, Assert.Throws<ImageException>(() => ImageData.Open(_folder.Path, Reading)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("set.zip", "unzip set.zip")]
    [InlineData("set.tar.gz", "tar xf set.tar.gz")]
    [InlineData("set.tgz", "tar xf set.tgz")]
    [InlineData("set.7z", "7z x set.7z")]
    [InlineData("pictures.gz", "gunzip -k pictures.gz")]
    [InlineData("pictures", "tar xf pictures")]
    public void Archives_are_to_be_unpacked(string name, string command)
    {
        File.WriteAllBytes(_folder[name], [0x1f, 0x8b, 8, 0]);
        Assert.Contains($"is an archive: unpack it ({command})", Assert.Throws<ImageException>(() => ImageData.Open(_folder[name], Reading)).Message, StringComparison.Ordinal);
    }

    private void Write(string pattern, string part, byte[] labels)
    {
        Save(string.Format(pattern, part, "images", 3), [0, 0, 8, 3, 0, 0, 0, (byte)labels.Length, 0, 0, 0, 1, 0, 0, 0, 1, .. labels]);
        Save(string.Format(pattern, part, "labels", 1), [0, 0, 8, 1, 0, 0, 0, (byte)labels.Length, .. labels]);
    }

    private void Save(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        using var file = File.Create(_folder[name]);
        using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest) : file;
        stream.Write(content);
    }
}
