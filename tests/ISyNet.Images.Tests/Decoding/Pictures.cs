using ISyNet.Graph;
using ISyNet.Images.Decoding;
using ISyNet.Images.Folders;
using ISyNet.Images.Formats;
using SkiaSharp;

namespace ISyNet.Images.Tests.Decoding;

public sealed class Pictures : IDisposable
{
    private readonly PictureFolder _pictures = new();

    private string Folder => _pictures.Path;

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void A_png_of_the_target_s_size_comes_back_pixel_by_pixel()
    {
        var path = Save("a.png", 5, 4, (x, y) => new SKColor((byte)(x * 40), (byte)(y * 60), (byte)(x + y)));
        var pixels = ImageDecoder.Decode(path, Shape.Map(3, 4, 5));
        for (var p = 0; p < 20; p++)
            Assert.Equal([p % 5 * 40, p / 5 * 60, (p % 5) + (p / 5)], new int[] { pixels[p], pixels[20 + p], pixels[40 + p] });
    }

    [Fact]
    public void Grey_is_the_weighted_sum_and_transparency_is_black()
    {
        var path = Save("b.png", 2, 1, (x, _) => x == 0 ? new SKColor(200, 100, 50) : new SKColor(255, 255, 255, 0));
        Assert.Equal([(byte)Math.Round((0.299 * 200) + (0.587 * 100) + (0.114 * 50)), 0], ImageDecoder.Decode(path, Shape.Map(1, 1, 2)));
    }

    [Fact]
    public void A_wide_picture_is_cut_in_the_middle()
    {
        var path = Save("c.png", 12, 4, (x, _) => x is >= 4 and < 8 ? SKColors.White : SKColors.Black);
        Assert.All(ImageDecoder.Decode(path, Shape.Map(1, 4, 4)), pixel => Assert.Equal(255, pixel));
        Assert.True(ImageDecoder.Decode(path, Shape.Map(1, 2, 2)).Average(p => p) > 200);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(0.5)]
    public void A_cut_or_foreign_file_is_one_line_with_its_name(double keep)
    {
        var whole = File.ReadAllBytes(Save("d.png", 40, 40, (x, y) => new SKColor((byte)(x * y), (byte)x, (byte)y)));
        var path = Path.Combine(Folder, "cut.png");
        File.WriteAllBytes(path, whole[..(int)(keep < 1 ? whole.Length * keep : keep)]);
        var error = Assert.Throws<ImageException>(() => ImageDecoder.Decode(path, Shape.Map(1, 8, 8)));
        Assert.Contains("cut.png", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_folder_gives_classes_in_order_and_names_broken_files()
    {
        for (var i = 0; i < 120; i++)
            Save(Path.Combine(i % 2 == 0 ? "cat" : "ant", $"{i:000}.png"), 6, 6, (_, _) => new SKColor((byte)(2 * i), 0, 0));
        File.WriteAllText(Path.Combine(Folder, "cat", "broken.png"), "no picture");
        File.WriteAllText(Path.Combine(Folder, "cat", "notes.txt"), "not an image");
        var (images, skipped) = Read();
        Assert.Equal(["ant", "cat"], images.ClassNames);
        Assert.Equal([60, 60], images.ClassCounts());
        Assert.Equal(2, images[0][0]);
        Assert.Contains("broken.png", Assert.Single(skipped), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Folder, "ant", "broken2.png"), "no picture");
        Assert.Contains("2 of 122", Assert.Throws<ImageException>(() => Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cifar_records_are_read_and_a_cut_or_wrong_label_is_placed()
    {
        var path = Path.Combine(Folder, "batch.bin");
        var bytes = new byte[2 * 3073];
        (bytes[0], bytes[1], bytes[3073], bytes[3074]) = (3, 77, 9, 88);
        File.WriteAllBytes(path, bytes);
        var images = CifarReader.Read([path], CifarReader.Cifar10Names, "cifar");
        Assert.Equal([3, 9], images.Labels);
        Assert.Equal(88, images[1][0]);
        File.WriteAllBytes(path, bytes[..5000]);
        Assert.Contains("offset 3073", Error(path), StringComparison.Ordinal);
        bytes[3073] = 10;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("offset 3073: label 10", Error(path), StringComparison.Ordinal);
    }

    private ReadPictures Read() => ClassFolders.Find(Folder, new PassedOver()).Labelled(Folder, "set").Read(new PictureReading(Shape.Map(3, 6, 6)), default);

    private static string Error(string path) =>
        Assert.Throws<ImageException>(() => CifarReader.Read([path], CifarReader.Cifar10Names, "cifar")).Message;

    private string Save(string name, int width, int height, Func<int, int, SKColor> colour) => _pictures.Save(name, width, height, colour);
}
