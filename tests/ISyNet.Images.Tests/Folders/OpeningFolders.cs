using ISyNet.Graph;
using ISyNet.Images.Decoding;

namespace ISyNet.Images.Tests.Folders;

public sealed class OpeningFolders : IDisposable
{
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6];
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0];
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-open-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Idx_files_are_named_by_classes_txt_or_by_number()
    {
        foreach (var part in new[] { "train", "t10k" })
        {
            File.WriteAllBytes(Path.Combine(_folder, $"{part}-images-idx3-ubyte"), Images);
            File.WriteAllBytes(Path.Combine(_folder, $"{part}-labels-idx1-ubyte"), Labels);
        }

        Assert.Equal(["0", "1"], ImageData.Open(_folder, new PictureReading(Shape.Map(1, 8, 8))).Test.ClassNames);
        File.WriteAllText(Path.Combine(_folder, "classes.txt"), "ant\nbee\n");
        Assert.Equal(["ant", "bee"], ImageData.Open(_folder, new PictureReading(Shape.Map(1, 8, 8))).Training.ClassNames);
        File.Delete(Path.Combine(_folder, "t10k-images-idx3-ubyte"));
        Assert.Contains("t10k-images", Assert.Throws<ImageException>(() => ImageData.Open(_folder, new PictureReading(Shape.Map(1, 8, 8)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_data_says_what_it_could_hold()
    {
        Assert.Contains("holds no data set", Assert.Throws<ImageException>(() => ImageData.Open(_folder, new PictureReading(Shape.Map(3, 8, 8)))).Message, StringComparison.Ordinal);
        Assert.Contains("no such folder", Assert.Throws<ImageException>(() => ImageData.Open(_folder + "x", new PictureReading(Shape.Map(3, 8, 8)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cifar_100_is_read_by_its_fine_labels()
    {
        var bytes = new byte[2 * 3074];
        (bytes[0], bytes[1], bytes[2], bytes[3074], bytes[3075]) = (19, 99, 7, 0, 5);
        File.WriteAllBytes(Path.Combine(_folder, "train.bin"), bytes);
        File.WriteAllBytes(Path.Combine(_folder, "test.bin"), bytes[..3074]);
        File.WriteAllLines(Path.Combine(_folder, "fine_label_names.txt"), Enumerable.Range(0, 100).Select(i => $"c{i}"));
        var data = ImageData.Open(_folder, new PictureReading(Shape.Map(1, 8, 8)));
        Assert.Equal([99, 5], data.Training.Labels);
        Assert.Equal(7, data.Test[0][0]);
        Assert.Equal("c99", data.Test.ClassNames[99]);
    }
}
