using ISyNet.Detection.Annotations;
using ISyNet.Detection.Learning;
using ISyNet.Graph;

namespace ISyNet.Detection.Tests.Annotations;

/// <summary>Pictures that have another size, or another way up, than their annotations say.</summary>
public sealed class AnnotatedSizes : IDisposable
{
    private readonly AnnotatedPictures _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(1, 3)]
    [InlineData(1, 1)]
    public void Boxes_of_smaller_and_larger_copies_are_scaled_along(int orientation, double scale)
    {
        var pictures = Open((int)(AnnotatedPictures.Width * scale), (int)(AnnotatedPictures.Height * scale), orientation);
        Assert.Equal(scale == 1, pictures.Notes.IsEmpty);
        if (scale != 1)
            Assert.Contains("12 x picture of another size than its annotations say, boxes scaled along", Assert.Single(pictures.Notes), StringComparison.Ordinal);
        foreach (var (annotation, index) in pictures.Data.Annotations.Select((a, i) => (a, i)))
        {
            var box = AnnotatedPictures.Boxes(index / 2)[index % 2];
            Assert.Equal(new Box(box.X * scale, box.Y * scale, box.Width * scale, box.Height * scale), annotation.Box);
            Assert.Equal(box.Area * scale * scale, annotation.Area, 1e-9);
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(5)]
    [InlineData(7)]
    public void Boxes_drawn_on_the_upright_picture_stay_and_those_drawn_on_the_stored_one_are_turned(int orientation)
    {
        // Stored sideways: upright it has the size that the annotations say.
        Assert.Empty(Open(AnnotatedPictures.Height, AnnotatedPictures.Width, orientation).Notes);
        var turned = Open(AnnotatedPictures.Width, AnnotatedPictures.Height, orientation);
        Assert.Contains("boxes turned upright with it", Assert.Single(turned.Notes), StringComparison.Ordinal);
        var box = AnnotatedPictures.Boxes(0)[0];
        var (width, height) = ((double)AnnotatedPictures.Width, (double)AnnotatedPictures.Height);
        var expected = orientation switch
        {
            5 => new Box(box.Y, box.X, box.Height, box.Width),
            6 => new Box(height - box.Bottom, box.X, box.Height, box.Width),
            7 => new Box(height - box.Bottom, width - box.Right, box.Height, box.Width),
            _ => new Box(box.Y, width - box.Right, box.Height, box.Width),
        };
        Assert.Equal(expected, turned.Data.Annotations[0].Box);
        Assert.Equal(AnnotatedPictures.Height, turned.Data.Images[0].Width);
    }

    [Fact]
    public void Pictures_of_another_shape_are_refused_by_name()
    {
        var error = Assert.Throws<DetectionException>(() => Open(AnnotatedPictures.Width, AnnotatedPictures.Width, 1)).Message;
        Assert.Contains("12 of 12 pictures cannot be used", error, StringComparison.Ordinal);
        Assert.Contains("is 40x40, but annotated as 40x30", error, StringComparison.Ordinal);
    }

    private DataSetPictures Open(int width, int height, int orientation)
    {
        _folder.Pictures("images", 12, width: width, height: height, orientation: orientation).Coco("set.json", 12);
        var data = AnnotatedFolder.Open(_folder.Path).ReadToLearn(new ReadingRules(CheckFiles: true)).Value;
        var pictures = DataSetPictures.Open(data, Shape.Map(1, 32, 32));
        Assert.Equal(24, pictures.Data.Annotations.Length);
        return pictures;
    }
}
