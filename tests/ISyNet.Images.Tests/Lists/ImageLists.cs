using ISyNet.Graph;
using ISyNet.Images.Decoding;
using SkiaSharp;

namespace ISyNet.Images.Tests.Lists;

public sealed class ImageLists : IDisposable
{
    private static readonly PictureReading Reading = new(Shape.Map(3, 2, 2));
    private readonly PictureFolder _folder = new();

    public ImageLists()
    {
        for (var i = 0; i < 20; i++)
            _folder.Save(Path.Combine("p", $"{i}, \"x\".png"), 2, 2, (_, _) => new SKColor((byte)(10 * i), 0, 0));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_classes_and_parts_are_read()
    {
        var list = _folder.Write("l.csv", ["part,path,label", .. Enumerable.Range(0, 20).Select(i => $"{(i < 15 ? "train" : "test")},\"p/{i}, \"\"x\"\".png\",{i % 3}")]);
        var data = ImageData.Open(list, Reading);
        Assert.Equal(Enumerable.Range(0, 15).Select(i => i % 3), data.Training.Labels);
        Assert.Equal(Enumerable.Range(15, 5).Select(i => (byte)(10 * i)), Enumerable.Range(0, 5).Select(i => data.Test[i][0]));
        Assert.Equal(["0", "1", "2"], data.Test.ClassNames);
        _folder.Write("classes.txt", "ant", "bee", "cat");
        Assert.Equal(["ant", "bee", "cat"], ImageData.Open(list, Reading).Test.ClassNames);
    }

    [Fact]
    public void A_list_without_parts_is_cut_class_by_class_and_the_same_each_time()
    {
        var list = _folder.Write("l.csv", ["path,class", .. Enumerable.Range(0, 20).Select(i => $"\"p/{i}, \"\"x\"\".png\",{(i % 2 == 0 ? "zebra" : "ant")}")]);
        var (data, again) = (ImageData.Open(list, Reading), ImageData.Open(list, Reading));
        Assert.Equal(["ant", "zebra"], data.Training.ClassNames);
        Assert.Equal([2, 2], data.Test.ClassCounts());
        Assert.Equal(data.Test.Pixels.ToArray(), again.Test.Pixels.ToArray());
        var all = Enumerable.Range(0, 16).Select(i => data.Training[i][0]).Concat(Enumerable.Range(0, 4).Select(i => data.Test[i][0]));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (byte)(10 * i)), all.Order());
    }

    [Theory]
    [InlineData("path,class", "{0},{1}")]
    [InlineData("path;class", "{0};{1}")]
    [InlineData("filename\tlabel", "{0}\t{1}")]
    [InlineData(",path,class", "7,{0},{1}")]
    [InlineData("path, class, note", "{0}, {1}, \"a, b\"")]
    [InlineData("\ufeffPath,Class,", "{0}, {1} ,")]
    [InlineData("path,class", "{2},{1}")]
    public void Lists_are_read_as_tools_write_them(string header, string row)
    {
        for (var i = 0; i < 20; i++)
            _folder.Save(Path.Combine("q", $"{i}.png"), 2, 2, (_, _) => new SKColor((byte)(10 * i), 0, 0));
        var list = _folder.Write("l.csv", [header, .. Enumerable.Range(0, 20).Select(i => string.Format(row, $"q/{i}.png", i % 2 == 0 ? "disc" : "square", $"q\\{i}.png") + "\r")]);
        var data = ImageData.Open(list, Reading);
        Assert.Equal(["disc", "square"], data.Training.ClassNames);
        Assert.Equal([10, 10], data.Training.ClassCounts().Zip(data.Test.ClassCounts(), (a, b) => a + b));
    }

    [Fact]
    public void Labels_from_1_leave_no_empty_class()
    {
        var list = _folder.Write("l.csv", ["path,label", .. Enumerable.Range(0, 20).Select(i => $"\"p/{i}, \"\"x\"\".png\",{1 + (i % 2)}")]);
        Assert.Equal(["1", "2"], ImageData.Open(list, Reading).Training.ClassNames);
        _folder.Write("classes.txt", "ant", "bee");
        Assert.Equal(["ant", "bee"], ImageData.Open(list, Reading).Training.ClassNames);
        Assert.Equal([8, 8], ImageData.Open(list, Reading).Training.ClassCounts());
    }

    [Fact]
    public void A_validation_part_judges_and_unknown_classes_are_left_out_and_named()
    {
        var list = _folder.Write("l.csv", ["path,class,split", .. Enumerable.Range(0, 20).Select(i => $"\"p/{i}, \"\"x\"\".png\",{(i == 19 ? "cow" : i % 2 == 0 ? "ant" : "bee")},{(i < 12 ? "train" : "valid")}")]);
        var data = ImageData.Open(list, Reading);
        Assert.Equal([4, 3], data.Test.ClassCounts());
        Assert.Contains("1 test pictures of classes that the training part does not have (cow)", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("line 1", "file,label", "a,1")]
    [InlineData("line 1", "path,label,class", "a,1,b")]
    [InlineData("line 1", "")]
    [InlineData("line 2: has 1 fields", "path,label", "a")]
    [InlineData("line 3: label is '-1'", "path,label", "a,1", "b,-1")]
    [InlineData("line 2: label is '99999999999'", "path,label", "a,99999999999")]
    [InlineData("line 2: names no picture", "path,label", ",1")]
    [InlineData("line 2: names no class", "path,class", "a,")]
    [InlineData("line 2: part is 'extra'", "path,class,part", "a,b,extra")]
    [InlineData("line 2: a quoted field", "path,class", "\"a,b")]
    [InlineData("both 'train' and 'test'", "path,class,part", "a,b,test")]
    [InlineData("lists no pictures", "path,class")]
    [InlineData("1 of 1 pictures cannot be read", "path,class", "missing.png,b")]
    public void A_wrong_line_is_named_in_one_line(string part, params string[] lines)
    {
        var error = Assert.Throws<ImageException>(() => ImageData.Open(_folder.Write("l.csv", lines), Reading));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Contains("l.csv", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
