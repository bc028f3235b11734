using System.Collections.Immutable;
using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;

namespace ISyNet.Detection.Tests;

/// <summary>A detector small enough for tests: an ISyNet backbone of four stages, features of strides 4, 8 and 16.</summary>
internal static class TinyDetector
{
    public static Architecture Backbone(Shape input) => new("tiny", input, 1, null,
    [
        Stage(8), Stage(16), Stage(16), Stage(32),
    ], new Head(0));

    public static DetectorDesign Design(int size = 64, int channels = 1, int classes = 3) => new(
        Backbone(Shape.Map(channels, size, size)), new DetectorLayout { Strides = [4, 8, 16], Channels = 16 },
        [.. Enumerable.Range(0, classes).Select(c => $"class {c}")]);

    /// <summary>Weights that find something everywhere: all tensors random, running statistics too.</summary>
    public static Detector Random(DetectorDesign design, ulong seed)
    {
        var random = new SeededRandom(seed);
        var drawn = WeightInitializer.Draw(design.Build(), seed);
        var weights = new WeightSet(drawn.Names.Select(name => KeyValuePair.Create(name, drawn[name] with
        {
            Values = Array.ConvertAll(drawn[name].Values, v => name.EndsWith("running_var", StringComparison.Ordinal)
                ? (float)random.NextDouble(0.5, 1.5)
                : (v + (float)(0.2 * random.NextNormal())) * (name.Contains(".predict.", StringComparison.Ordinal) ? 0.1f : 1)),
        })));
        return new Detector(design, weights, new Normalization(
            [.. Enumerable.Repeat(0.4f, design.Input.Channels)], [.. Enumerable.Repeat(0.3f, design.Input.Channels)]));
    }

    public static ImmutableArray<byte[]> RandomPictures(Shape input, int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, (int)input.Elements).Select(_ => (byte)random.NextInt(256)).ToArray())];
    }

    private static Stage Stage(int channels) => new(new EdgeBlock([new Edge(3), new Edge(1), Edge.Identity, Edge.Identity], channels, true, SkipKind.Add), channels, 1);
}
