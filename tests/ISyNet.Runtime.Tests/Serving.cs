using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Export;
using ISyNet.Onnx.Tests;

namespace ISyNet.Runtime.Tests;

/// <summary>An exported model as users meet it: predictions, proof, and measured time.</summary>
public sealed class Serving : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.onnx");
    private readonly Network _network = Small();
    private readonly Normalization _normalization = new([0.3f], [0.4f]);
    private readonly ImageSet _images;

    public Serving()
    {
        OnnxExport.Write(_path, _network, RandomWeights.For(_network, 7), new() { Normalization = _normalization, ClassNames = ["a", "b", "c", "d"] });
        var random = new Random(3);
        var pixels = new byte[6 * 256];
        random.NextBytes(pixels);
        _images = new ImageSet("noise", new Shape(1, 16, 16), ["a", "b", "c", "d"], pixels, [0, 1, 2, 3, 0, 1]);
    }

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_profile_names_the_operators_and_leaves_no_file_in_the_working_folder()
    {
        Assert.Contains(RuntimeProfile.Measure(_path, new() { Runs = 4 }).Operators, o => o.Operator.Contains("Conv", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(Environment.CurrentDirectory, "onnxruntime_profile*"));
    }

    [Fact]
    public void Predictions_are_the_softmax_of_a_plain_evaluation()
    {
        using var classifier = Classifier.Open(_path);
        var predictions = classifier.Predict(_images[2], top: 3);
        var logits = Plain(2);
        var best = Enumerable.Range(0, 4).OrderByDescending(i => logits[i]).ToArray();
        Assert.Equal(best[..3], predictions.Select(p => p.Index));
        Assert.Equal("abcd"[best[0]].ToString(), predictions[0].Name);
        Assert.Equal(Math.Exp(logits[best[0]]) / logits.Sum(Math.Exp), predictions[0].Probability, 3);
    }

    [Fact]
    public void Logits_of_a_set_of_images_are_those_of_a_plain_evaluation_and_one_changed_logit_is_found()
    {
        var reference = Enumerable.Range(0, _images.Count).SelectMany(Plain).Select(x => (float)x).ToArray();
        using var model = OnnxModel.Open(_path);
        Assert.InRange(Compare().LargestDifference, 0, 1e-3);
        Assert.True(Compare().Passed);
        reference[5] += 0.5f;
        Assert.Equal(0.5, Compare().LargestDifference, 2);
        Assert.False(Compare().Passed);

        ExportProof Compare()
        {
            var comparison = new OutputComparison();
            comparison.Add(reference, model.Logits(_images));
            return OutputComparison.Proof(_images.Name, _images.Count, comparison);
        }
    }

    [Fact]
    public void Images_of_another_size_are_refused_in_one_line()
    {
        var other = new ImageSet("big", new Shape(1, 8, 8), ["a"], new byte[64], [0]);
        using var model = OnnxModel.Open(_path);
        Assert.Contains("takes 1x16x16", Assert.Throws<ISyNetException>(() => model.Logits(other)).Message);
    }

    [Fact]
    public void Measured_times_are_ordered_and_carry_their_conditions()
    {
        var measured = RuntimeLatency.Measure(_path, new LatencyRecipe(Batch: 2, Runs: 9));
        Assert.Equal(9, measured.Runs);
        Assert.True(measured.MinMs > 0 && measured.MinMs <= measured.P10Ms && measured.P10Ms <= measured.MedianMs && measured.MedianMs <= measured.P90Ms);
        Assert.Equal(measured.MedianMs / 2, measured.MedianMsPerImage);
        Assert.Contains("1 thread", measured.Conditions);
    }

    [Fact]
    public void A_cancelled_measurement_stops() =>
        Assert.ThrowsAny<OperationCanceledException>(() => RuntimeLatency.Measure(_path, cancellation: new CancellationToken(canceled: true)));

    private static Network Small()
    {
        var builder = new NetworkBuilder("small");
        var layer = builder.Add("conv", new Conv(8, Window.Square(3, 2)), builder.Input(new Shape(1, 16, 16)));
        layer = builder.Add("act", new Activation(ActivationKind.Relu), builder.Add("bn", new BatchNorm(), layer));
        layer = builder.Add("flatten", new Flatten(), builder.Add("pool", new GlobalPool(), layer));
        builder.Add("fc", new Linear(4), layer);
        return builder.Build();
    }

    private double[] Plain(int image) => ReferenceInterpreter.Run(_network, RandomWeights.For(_network, 7),
        [.. _images[image].ToArray().Select(p => ((p / 255.0) - _normalization.Mean[0]) / _normalization.Std[0])]);
}
