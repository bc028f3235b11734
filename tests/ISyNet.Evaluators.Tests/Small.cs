using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Images;
using ISyNet.Search.Spaces;
using ISyNet.Training.Recipes;

namespace ISyNet.Evaluators.Tests;

/// <summary>Small real things: images whose class can be learnt, a network with a skip, a space of two stages.</summary>
internal static class Small
{
    /// <summary>The classes of this collection run one after the other, because a test counts the live tensors of the process.</summary>
    public const string NativeMemory = "native memory";

    /// <summary>Noise of four brightnesses, which are the classes: networks of 1x1 convolutions can learn them too.</summary>
    public static ImageSet Shades(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var pixels = new byte[count * 64];
        var labels = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < count; i++)
        {
            var label = random.NextInt(4);
            labels.Add(label);
            for (var p = 0; p < 64; p++)
                pixels[(i * 64) + p] = (byte)(random.NextInt(100) + (50 * label));
        }

        return new ImageSet("shades", Shape.Map(1, 8, 8), ["a", "b", "c", "d"], pixels, labels.ToImmutable());
    }

    public static Network Network { get; } = new Architecture(
        "small", Shape.Map(1, 8, 8), 4, null,
        [new Stage(new EdgeBlock([new Edge(3), new Edge(1)], 3, true, SkipKind.Add), 4, 2)], new Head(0)).Build();

    public static SearchSpace Space { get; } = SpaceFile.Parse("""
        {
          "format": "isynet.space/1", "name": "tiny", "description": "For tests.", "input": "1x8x8", "classes": 4, "block": "edges",
          "edges": 2, "operations": ["identity", "conv_1x1", "conv_3x3"], "expansions": [1], "channelMultiple": 4, "skips": ["Add"], "head": { "convChannels": 0 },
          "stages": [
            { "strides": [2], "widths": [4, 8], "depths": [1, 2] },
            { "strides": [2], "widths": [8, 16], "depths": [1] }
          ]
        }
        """);

    public static TrainingRecipe Recipe { get; } = RecipeFile.Find("short")! with { BatchSize = 16 };

    /// <summary>Images as a network reads them.</summary>
    public static double[][] Normalised(ImageSet images)
    {
        var normalization = images.Normalization();
        return [.. Enumerable.Range(0, images.Count).Select(i => images[i].ToArray().Select(p => ((p / 255.0) - normalization.Mean[0]) / normalization.Std[0]).ToArray())];
    }
}
