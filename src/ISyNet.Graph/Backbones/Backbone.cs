using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using ISyNet.Graph.Ops;

namespace ISyNet.Graph.Backbones;

/// <summary>
/// A network without its classifier: it returns the last feature map of each resolution, finest first. Layers keep their names, so
/// the weights of the whole network contain those of its backbone.
/// </summary>
/// <param name="Network">The network; its outputs are the features, in their order.</param>
/// <param name="Features">The feature maps, finest first.</param>
public sealed record Backbone(Network Network, ImmutableArray<Feature> Features)
{
    /// <summary>The feature of a stride.</summary>
    /// <exception cref="GraphException">There is none; the message names the available ones.</exception>
    public Feature this[int stride] => Features.FirstOrDefault(f => f.Stride == stride)
        ?? throw new GraphException($"'{Network.Name}' has no feature of stride {stride} at {Network.Input}; it has {string.Join(", ", Features.Select(f => $"{f.Name} (stride {f.Stride})"))}");

    /// <summary>The backbone of a classifier with all its features: at 224x224 those of stride 2 or 4 to 32 for the networks of the zoo.</summary>
    /// <exception cref="GraphException">The network does not read one image, or has no feature map.</exception>
    public static Backbone FromNetwork(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return WithFeatures(network, Find(network));
    }

    /// <summary>The same backbone with the features of some strides only; layers that only other features need are removed.</summary>
    /// <exception cref="GraphException">A stride is missing; the message names the available ones.</exception>
    public Backbone At(params ReadOnlySpan<int> strides)
    {
        var chosen = strides.ToArray().Distinct().Order().Select(stride => this[stride]).ToArray();
        return chosen.Length > 0 ? WithFeatures(Network, chosen) : throw new GraphException($"'{Network.Name}': a backbone needs at least one stride");
    }

    private static Backbone WithFeatures(Network network, IReadOnlyList<Feature> features)
    {
        var outputs = features.Select(f => IndexOf(network, f.LayerName)).ToArray();
        return new Backbone(network.Upstream(outputs), [.. features]);
    }

    private static int IndexOf(Network network, string layer)
    {
        for (var i = 0; i < network.Layers.Length; i++)
        {
            if (network.Layers[i].Name == layer)
                return i;
        }

        throw new GraphException($"'{network.Name}' has no layer '{layer}'");
    }

    private static List<Feature> Find(Network network)
    {
        if (network.Layers.Count(l => l.Op is Input) != 1 || !network.Input.IsMap)
            throw new GraphException($"'{network.Name}' does not read a single image, so it has no backbone");
        var ends = StageEnds.Find(network);
        var smallest = network.Layers[ends[^1]].Output.Height;
        var features = new SortedDictionary<int, Feature>();
        foreach (var end in ends)
        {
            var (layer, stride) = (network.Layers[end], Stride(network.Input, network.Layers[end].Output));
            // Gates of squeeze-and-excitation are smaller than the maps that they scale.
            if (layer.Output.Height >= smallest)
                features[stride] = new Feature($"c{BitOperations.Log2((uint)stride).ToString(CultureInfo.InvariantCulture)}", stride, layer.Name, layer.Output);
        }

        return [.. features.Values];
    }

    // Strides multiply powers of two; sizes are rounded on the way (28, 14, 7, 4), so the quotient of sizes is not the stride itself.
    private static int Stride(Shape image, Shape map) => 1 << (int)Math.Round(Math.Log2(image.Height / (double)map.Height));
}
