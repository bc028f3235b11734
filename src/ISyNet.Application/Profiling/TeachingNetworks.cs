using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Zoo;
using ISyNet.Predictors.Building;
using ISyNet.Search.Spaces;

namespace ISyNet.Application.Profiling;

/// <summary>
/// The networks that a device is built from, besides random layers: some of the zoo, and then members of all search spaces at several resolutions and batches. The other
/// networks of the zoo are kept to judge the device.
/// </summary>
internal static class TeachingNetworks
{
    /// <summary>Networks of the zoo that no device learns from.</summary>
    public static readonly string[] Judges =
        ["ResNet-18", "ResNet-34", "ResNet-50", "MobileNetV2", "MobileNetV3-Large", "VGG-16", "EfficientNet-B0", "RegNetX-1.6GF"];

    private static readonly int[] Large = [96, 112, 128, 144, 160, 176, 192, 208, 224, 256], Small = [28, 32, 40, 48, 56, 64];

    /// <summary>The networks to learn from, in order.</summary>
    public static IEnumerable<TaughtNetwork> ToLearn(ulong seed) =>
        ModelZoo.Names.Except(Judges).Select(name => new TaughtNetwork(name, ModelZoo.Find(name)!.Build(), 1)).Concat(Drawn(seed, "taught"));

    /// <summary>Members of the search spaces in turn, at random resolutions; every third at a batch of 2 to 8.</summary>
    public static IEnumerable<TaughtNetwork> Drawn(ulong seed, string prefix)
    {
        var spaces = SpaceCatalog.Names.Select(name => SpaceCatalog.Find(name)!).ToArray();
        for (var i = 0; ; i++)
        {
            var (space, random) = (spaces[i % spaces.Length], SeededRandom.Numbered(seed, i));
            var sides = SpaceCatalog.IsSmall(space.Input) ? Small : Large;
            var side = sides[random.NextInt(sides.Length)];
            var batch = i % 3 == 2 ? 1 << (1 + random.NextInt(3)) : 1;
            var network = space.Build(space.Sample(random)).For(Shape.Map(3, side, side), sides == Small ? 10 : 1000).Build();
            yield return new TaughtNetwork(string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}-{space.Name}-{side}"), network, batch);
        }
    }
}
