using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Images.Decoding;
using ISyNet.Images.Folders;
using ISyNet.Images.Resizing;
using SkiaSharp;

namespace ISyNet.Images.Tests;

/// <summary>Sets that are too large for memory against the same sets in memory.</summary>
public sealed class DecodingOnReading : IDisposable
{
    private static readonly PictureReading InMemory = new(Shape.Map(3, 5, 4));
    private static readonly PictureReading OnReading = InMemory with { MemoryBytes = 0 };
    private readonly PictureFolder _folder = new();

    public DecodingOnReading()
    {
        for (var i = 0; i < 40; i++)
            _folder.Save(Path.Combine(i % 4 == 0 ? "ant" : "bee", $"{i:00}.png"), 9, 7, (x, y) => new SKColor((byte)(6 * i), (byte)(x * 20), (byte)(y * 30)));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_cuts_and_statistics_are_those_of_the_set_in_memory()
    {
        var (expected, actual) = (ImageData.Open(_folder.Path, InMemory), ImageData.Open(_folder.Path, OnReading));
        Assert.False(expected.Training.DecodesWhenRead);
        Assert.True(actual.Training.DecodesWhenRead);
        foreach (var (a, b) in new[] { (expected.Training, actual.Training), (expected.Test, actual.Test) })
        {
            Assert.Equal(a.Labels, b.Labels);
            Assert.Equal(a.Pixels.ToArray(), b.Pixels.ToArray());
            Assert.Equal(a.Normalization().Mean, b.Normalization().Mean);
            Assert.Equal(a.Select([3, 1]).Pixels.ToArray(), b.Select([3, 1]).Pixels.ToArray());
            Assert.Equal(a.Resized(Shape.Map(3, 3, 3)).Pixels.ToArray(), b.Resized(Shape.Map(3, 3, 3)).Pixels.ToArray());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_content_hash_follows_the_pictures_and_not_their_place(bool onReading)
    {
        var reading = onReading ? OnReading : InMemory;
        string Hash(string folder) => ImageData.Open(folder, reading).Training.ContentHash();
        var before = Hash(_folder.Path);
        using (var copy = new PictureFolder())
        {
            foreach (var file in Directory.GetFiles(_folder.Path, "*.png", SearchOption.AllDirectories))
            {
                var target = copy[Path.GetRelativePath(_folder.Path, file)];
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
                File.SetLastWriteTimeUtc(target, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            }

            Assert.Equal(before, Hash(copy.Path));
        }

        Directory.Move(_folder["bee"], _folder["wasp"]);
        Assert.NotEqual(before, Hash(_folder.Path));
        Directory.Move(_folder["wasp"], _folder["bee"]);
        Assert.Equal(before, Hash(_folder.Path));
        foreach (var file in Directory.GetFiles(_folder["bee"]))
            _folder.Save(Path.Combine("bee", Path.GetFileName(file)), 9, 7, (x, y) => new SKColor((byte)(x * y * 31), (byte)(x * 7), (byte)(y * 11)));
        Assert.NotEqual(before, Hash(_folder.Path));
    }

    [Fact]
    public void A_broken_head_is_left_out_and_a_broken_body_is_grey_and_named()
    {
        File.WriteAllText(_folder[Path.Combine("ant", "00.png")], "no picture");
        var cut = _folder[Path.Combine("bee", "01.png")];
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..^30]);
        var (images, skipped) = ClassFolders.Find(_folder.Path, new PassedOver()).Labelled(_folder.Path, "set").Read(OnReading with { MaxBrokenShare = 0.03 }, default);
        Assert.Contains("00.png", Assert.Single(skipped), StringComparison.Ordinal);
        Assert.Equal([9, 30], images.ClassCounts());
        Assert.Empty(images.Damaged);
        Assert.All(images[9].ToArray(), pixel => Assert.Equal(128, pixel));
        Assert.All(images[9].ToArray(), pixel => Assert.Equal(128, pixel));
        Assert.Contains("01.png", Assert.Single(images.Damaged), StringComparison.Ordinal);
        Assert.Empty(images.Select([0]).Damaged);
    }

    [Fact]
    public void Too_many_damaged_pictures_are_an_error_with_an_example()
    {
        foreach (var name in new[] { "01.png", "02.png" })
            File.WriteAllBytes(_folder[Path.Combine("bee", name)], File.ReadAllBytes(_folder[Path.Combine("bee", name)])[..^30]);
        var (images, _) = ClassFolders.Find(_folder.Path, new PassedOver()).Labelled(_folder.Path, "set").Read(OnReading with { MaxBrokenShare = 0.03 }, default);
        var error = Assert.Throws<ImageException>(() => images.ForEach(images.Count, i => _ = images[i]));
        Assert.Contains("2 of 40 pictures cannot be read, more than the 3 %", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_very_large_set_only_some_headers_are_read_at_first()
    {
        const int count = 20_002;
        using var large = new PictureFolder();
        var picture = large.Save("picture.png", 3, 3, (_, _) => SKColors.Red);
        var broken = large.Write("broken.png", "no picture");
        ImmutableArray<string> files = [.. Enumerable.Range(0, count).Select(i => i is 0 or 1 ? broken : picture)];
        var (images, skipped) = new LabelledFiles(large.Path, "set", ["one"], files, [.. Enumerable.Repeat(0, count)]).Read(OnReading, default);
        Assert.Single(skipped);
        Assert.Equal(count - 1, images.Count);
        Assert.All(images[0].ToArray(), pixel => Assert.Equal(128, pixel));
        Assert.Contains("broken.png", Assert.Single(images.Damaged), StringComparison.Ordinal);
    }

    [Fact]
    public void A_crop_is_cut_from_the_whole_picture_and_not_from_its_centre()
    {
        using var folder = new PictureFolder();
        folder.Save("a/0.png", 40, 10, (x, _) => x < 10 ? SKColors.White : SKColors.Black);
        folder.Save("b/0.png", 40, 10, (_, _) => SKColors.Black);
        folder.Save("b/1.png", 40, 10, (_, _) => SKColors.Black);
        var files = ClassFolders.Find(folder.Path, new PassedOver()).Labelled(folder.Path, "set");
        var pixels = new byte[InMemory.Shape.Elements];
        files.Read(OnReading, default).Images.ReadCrop(0, (height, width) => new PictureCrop(0, 0, height, width / 4, PictureInterpolation.Bilinear), pixels);
        Assert.All(pixels, pixel => Assert.Equal(255, pixel));
        // In memory there is nothing but the centre, which is black.
        files.Read(InMemory, default).Images.ReadCrop(0, (height, width) => new PictureCrop(0, 0, height, width, PictureInterpolation.Bilinear), pixels);
        Assert.All(pixels, pixel => Assert.Equal(0, pixel));
    }
}
