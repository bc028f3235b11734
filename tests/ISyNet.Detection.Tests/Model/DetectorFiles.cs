using ISyNet.Detection.Model;
using ISyNet.Graph;

namespace ISyNet.Detection.Tests.Model;

/// <summary>Detectors through their file.</summary>
public sealed class DetectorFiles : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    [Fact]
    public void A_detector_comes_back_as_it_was()
    {
        var detector = TinyDetector.Random(TinyDetector.Design(), 3);
        DetectorFile.Save(_path, detector);
        var back = DetectorFile.Load(_path);
        Assert.Equal(detector.Normalization, back.Normalization);
        Assert.Equal(detector.Design.Layout, back.Design.Layout);
        Assert.Equal(detector.Design.ClassNames, back.Design.ClassNames);
        using var before = new TorchDetector(detector, new DetectionRules(0.3f));
        using var after = new TorchDetector(back, new DetectionRules(0.3f));
        var pictures = TinyDetector.RandomPictures(detector.Design.Input, 2, 1);
        Assert.Equal(before.Detect(pictures).SelectMany(f => f), after.Detect(pictures).SelectMany(f => f));
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        var detector = TinyDetector.Random(TinyDetector.Design(), 3);
        var other = TinyDetector.Random(TinyDetector.Design(classes: 5), 3);
        DetectorFile.Save(_path, detector with { Weights = other.Weights });
        var error = Assert.Throws<DetectionException>(() => DetectorFile.Load(_path));
        Assert.StartsWith($"{_path}: is damaged: tensor 'heads.", error.Message, StringComparison.Ordinal);
        File.WriteAllText(_path, "nothing");
        Assert.ThrowsAny<GraphException>(() => DetectorFile.Load(_path));
    }

    public void Dispose() => File.Delete(_path);
}
