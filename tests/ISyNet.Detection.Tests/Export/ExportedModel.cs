using System.Collections.Immutable;
using ISyNet.Detection.Export;
using ISyNet.Detection.Model;

namespace ISyNet.Detection.Tests.Export;

/// <summary>The exported file in ONNX Runtime against the training framework.</summary>
public class ExportedModel
{
    [Theory]
    [InlineData(64, 1)]
    [InlineData(56, 3)] // sizes that halve unevenly: 14, 7, 4
    public void Finds_what_the_trainer_finds(int size, int channels)
    {
        var design = TinyDetector.Design(size, channels);
        var detector = TinyDetector.Random(design, 5);
        var rules = new DetectionRules(0.3f, 0.5f, 20);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            DetectorExport.Write(path, detector, rules);
            using var onnx = OnnxDetector.Open(path);
            using var torch = new TorchDetector(detector, rules);
            Assert.Equal(design.ClassNames, onnx.ClassNames);
            Assert.Equal(design.Input, onnx.Input);
            foreach (var batch in new[] { 1, 3 })
            {
                var pictures = TinyDetector.RandomPictures(design.Input, batch, (ulong)batch);
                AssertSame(torch.Detect(pictures), onnx.Detect(pictures));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_classifier_is_refused_in_one_line()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            DetectorExport.WriteNetwork(path, TinyDetector.Random(TinyDetector.Design(), 1));
            Assert.Contains("is not a detector", Assert.Throws<DetectionException>(() => OnnxDetector.Open(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static void AssertSame(IReadOnlyList<ImmutableArray<FoundObject>> expected, IReadOnlyList<ImmutableArray<FoundObject>> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.NotEmpty(expected[i]);
            Assert.Equal(expected[i].Length, actual[i].Length);
            // Scores that are equal up to rounding may come in either order.
            foreach (var e in expected[i])
                Assert.Contains(actual[i], a => a.Class == e.Class && Math.Abs(a.Score - e.Score) < 1e-4 && Distance(a.Box, e.Box) < 0.01);
        }
    }

    private static double Distance(Corners a, Corners b) => new[]
    {
        Math.Abs(a.Left - b.Left), Math.Abs(a.Top - b.Top), Math.Abs(a.Right - b.Right), Math.Abs(a.Bottom - b.Bottom),
    }.Max();
}
