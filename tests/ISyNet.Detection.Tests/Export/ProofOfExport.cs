using ISyNet.Detection.Export;
using ISyNet.Detection.Model;
using ISyNet.Graph.Weights;

namespace ISyNet.Detection.Tests.Export;

/// <summary>The network inside an exported detector against the training framework, before suppression.</summary>
public sealed class ProofOfExport : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
    private readonly Detector _detector = TinyDetector.Random(TinyDetector.Design(), 5);

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_raw_outputs_agree_and_another_detector_is_found_out(bool suppression)
    {
        if (suppression)
            DetectorExport.Write(_path, _detector);
        else
            DetectorExport.WriteNetwork(_path, _detector);
        var proof = Compare(_detector);
        Assert.True(proof.Passed, proof.ToString());
        Assert.Equal(20, proof.Images);
        Assert.True(proof.Spread > 0);

        // One weight of the boxes' last convolution, by a tenth of the largest: class scores would not show it.
        var name = _detector.Weights.Names.Last(n => n.EndsWith(".predict.weight", StringComparison.Ordinal) && _detector.Weights[n].Dims[0] == 4);
        var changed = new WeightSet(_detector.Weights.Names.Select(n => KeyValuePair.Create(n, n == name ? Changed(_detector.Weights[n]) : _detector.Weights[n])));
        Assert.False(Compare(_detector with { Weights = changed }).Passed);
    }

    private static WeightTensor Changed(WeightTensor weight)
    {
        var values = (float[])weight.Values.Clone();
        values[0] += values.Max(Math.Abs) / 10;
        return weight with { Values = values };
    }

    private Images.Judging.ExportProof Compare(Detector detector)
    {
        var pictures = TinyDetector.RandomPictures(detector.Design.Input, 20, 3);
        return DetectorProof.Compare(_path, detector, "random pictures", 20, i => pictures[i]);
    }
}
