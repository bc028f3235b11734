using System.Globalization;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Learning;
using SkiaSharp;

namespace ISyNet.Detection.Tests.Learning;

/// <summary>Which pictures of a data set decide on the input of a detector.</summary>
public sealed class SuitableInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-input-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(49, 49)]
    [InlineData(99, 50)]
    [InlineData(260, 50)]
    public void At_most_50_pictures_are_measured_from_the_first_to_near_the_last(int pictures, int measured)
    {
        using (var bitmap = new SKBitmap(96, 64))
        using (var file = File.Create(Path.Combine(_folder, "there.png")))
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        // A picture is measured if the input is known when only its file is there.
        var known = Enumerable.Range(0, pictures).Where(there => IsKnown(pictures, there)).ToArray();
        Assert.Equal(measured, known.Length);
        Assert.Equal(0, known[0]);
        var widest = known.Zip(known.Skip(1), (one, next) => next - one).DefaultIfEmpty(1).Max();
        Assert.InRange(pictures - known[^1], 1, widest);
        Assert.InRange(widest, 1, Math.Ceiling(pictures / 50.0));
    }

    private bool IsKnown(int pictures, int there)
    {
        try
        {
            var images = Enumerable.Range(0, pictures).Select(i => new AnnotatedImage(i, i == there ? "there.png" : i.ToString(CultureInfo.InvariantCulture), 96, 64));
            var data = new DetectionDataSet("set", [.. images], [], []) { ImageFolder = _folder };
            return SuitableInput.For(data).Elements > 0;
        }
        catch (DetectionException)
        {
            return false;
        }
    }
}
