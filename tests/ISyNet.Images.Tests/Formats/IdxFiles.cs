using System.IO.Compression;
using ISyNet.Images.Formats;

namespace ISyNet.Images.Tests.Formats;

public sealed class IdxFiles : IDisposable
{
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0];
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-idx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sound_pair_is_read_plain_or_zipped(bool zipped)
    {
        var set = Read(Images, Labels, zipped);
        Assert.Equal("1x2x3", set.Shape.ToString());
        Assert.Equal([1, 0], set.Labels);
        Assert.Equal([7, 8, 9, 10, 11, 12], set[1].ToArray());
    }

    [Fact]
    public void Each_truncation_is_one_line_with_file_and_offset()
    {
        for (var length = 0; length < Images.Length; length++)
        {
            var error = Assert.Throws<ImageException>(() => Read(Images[..length], Labels));
            Assert.Contains("images", error.Message, StringComparison.Ordinal);
            Assert.Contains($"offset {length}", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Theory]
    [InlineData(0, 1, "offset 0")]
    [InlineData(2, 9, "offset 0")]
    [InlineData(3, 9, "offset 3")]
    [InlineData(4, 255, "offset 4")]
    [InlineData(7, 0, "offset 4")]
    public void Each_bad_header_byte_is_named(int position, byte value, string place)
    {
        var bytes = (byte[])Images.Clone();
        bytes[position] = value;
        Assert.Contains(place, Assert.Throws<ImageException>(() => Read(bytes, Labels)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_named_with_its_offset()
    {
        var labels = (byte[])Labels.Clone();
        labels[9] = 2;
        Assert.Contains("offset 9: label 2", Assert.Throws<ImageException>(() => Read(Images, labels)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_cut_short_and_trailing_data_are_refused()
    {
        Assert.Throws<ImageException>(() => Read([.. Images, 0], Labels));
        var zip = Zip(Images);
        File.WriteAllBytes(Path.Combine(_folder, "cut"), zip[..^12]);
        Assert.Throws<ImageException>(() => IdxReader.ReadBytes(Path.Combine(_folder, "cut")));
        Assert.Throws<ImageException>(() => IdxReader.ReadBytes(Path.Combine(_folder, "missing")));
    }

    private ImageSet Read(byte[] images, byte[] labels, bool zipped = false)
    {
        var (imagesPath, labelsPath) = (Path.Combine(_folder, "images"), Path.Combine(_folder, "labels"));
        File.WriteAllBytes(imagesPath, zipped ? Zip(images) : images);
        File.WriteAllBytes(labelsPath, zipped ? Zip(labels) : labels);
        return IdxReader.Read(imagesPath, labelsPath, ["a", "b"], "test");
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest))
            zip.Write(bytes);
        return stream.ToArray();
    }
}
