using System.Collections.Immutable;
using ISyNet.Graph.Ops;

namespace ISyNet.Graph.Weights;

/// <summary>
/// Makes a network read raw pixels 0..255. The first convolutions take over what they can of (pixel / 255 - mean) / std without changing the result;
/// layers are added for the rest. The factor 1 / (255 std) always folds: w' = w / (255 std). The shift by the mean folds only into convolutions without
/// padding, b' = b - sum(w mean / std): a padded zero must stay zero after the shift. A mean of zero needs no shift.
/// </summary>
public static class NormalizationFolding
{
    /// <summary>Names of the layers that may be added.</summary>
    private const string Shift = "normalization.sub", Scale = "normalization.mul";

    /// <summary>Only the network that reads raw pixels, for counting and costing.</summary>
    /// <exception cref="GraphException">The normalisation is not of the network's channels.</exception>
    public static Network Fold(Network network, Normalization normalization) => Apply(network, Plan.For(network, normalization));

    /// <summary>The network that reads raw pixels, and its weights.</summary>
    /// <exception cref="GraphException">A weight is missing or of another shape, or the normalisation is not of the network's channels.</exception>
    public static (Network Network, WeightSet Weights) Fold(Network network, WeightSet weights, Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var plan = Plan.For(network, normalization);
        weights.CheckAgainst(network);
        var tensors = network.Layers.SelectMany(layer => network.Parameters(layer).Select(p => $"{layer.Name}.{p.Name}"))
            .ToDictionary(name => name, name => weights[name], StringComparer.Ordinal);
        var perChannel = PerChannel(network);
        if (plan.AddsShift)
            tensors[$"{Shift}.constant"] = new WeightTensor(perChannel, [.. normalization.Mean.Select(mean => (float)(255.0 * mean))]);
        if (plan.AddsScale)
            tensors[$"{Scale}.constant"] = new WeightTensor(perChannel, [.. normalization.Std.Select(std => (float)(1 / (255.0 * std)))]);
        foreach (var reader in plan.AddsScale ? [] : plan.Readers)
            FoldInto(network, network.Layers[reader], normalization, plan.FoldsShift, tensors);
        return (Apply(network, plan), new WeightSet(tensors));
    }

    private static Network Apply(Network network, Plan plan)
    {
        if (plan is { AddsShift: false, AddsScale: false, FoldsShift: false })
            return network;
        return network.Rebuilt((builder, i, inputs) =>
        {
            var layer = network.Layers[i];
            if (plan.FoldsShift && plan.Readers.Contains(i))
                layer = layer with { Op = (Conv)layer.Op with { Bias = true } };
            var moved = builder.Copy(layer, inputs);
            if (i != plan.Pixels)
                return moved;
            if (plan.AddsShift)
                moved = builder.Add(Shift, new Elementwise(ElementwiseKind.Sub, PerChannel(network)), moved);
            return plan.AddsScale ? builder.Add(Scale, new Elementwise(ElementwiseKind.Mul, PerChannel(network)), moved) : moved;
        });
    }

    private static Shape PerChannel(Network network) => new([network.Input.Channels, .. Enumerable.Repeat(1, network.Input.Rank - 1)]);

    private static void FoldInto(Network network, Layer layer, Normalization normalization, bool withShift, Dictionary<string, WeightTensor> tensors)
    {
        var conv = (Conv)layer.Op;
        var weight = tensors[$"{layer.Name}.weight"];
        var (outputs, inputs) = (weight.Dims[0], weight.Dims[1]);
        var window = weight.Values.Length / (outputs * inputs);
        var values = new float[weight.Values.Length];
        var bias = new double[outputs];
        for (var i = 0; i < values.Length; i++)
        {
            var output = i / (window * inputs);
            var channel = (output / (outputs / conv.Groups) * inputs) + (i / window % inputs);
            values[i] = (float)(weight.Values[i] / (255.0 * normalization.Std[channel]));
            bias[output] -= weight.Values[i] * (double)normalization.Mean[channel] / normalization.Std[channel];
        }

        tensors[$"{layer.Name}.weight"] = new WeightTensor(weight.Dims, values);
        if (!withShift)
            return;
        var old = conv.Bias ? tensors[$"{layer.Name}.bias"].Values : null;
        tensors[$"{layer.Name}.bias"] = new WeightTensor(Shape.Vector(outputs), [.. bias.Select((b, o) => (float)(b + (old?[o] ?? 0)))]);
    }

    /// <summary>What is folded and what is added.</summary>
    /// <param name="Pixels">The layer of the input.</param>
    /// <param name="Readers">The layers that read it.</param>
    /// <param name="AddsScale">Whether a layer scales, since a reader cannot.</param>
    /// <param name="AddsShift">Whether a layer shifts.</param>
    /// <param name="FoldsShift">Whether the readers shift.</param>
    private sealed record Plan(int Pixels, ImmutableArray<int> Readers, bool AddsScale, bool AddsShift, bool FoldsShift)
    {
        public static Plan For(Network network, Normalization normalization)
        {
            ArgumentNullException.ThrowIfNull(network);
            ArgumentNullException.ThrowIfNull(normalization);
            normalization.Check(network.Input.Channels);
            var pixels = network.Layers.TakeWhile(layer => layer.Op is not Input).Count();
            ImmutableArray<int> readers = [.. network.Consumers()[pixels].Distinct()];
            var scales = !network.Outputs.Contains(pixels) && readers.All(reader => network.Layers[reader] is { Op: Conv, Owns: null });
            var shifts = normalization.Mean.Any(mean => mean != 0);
            var isUnpadded = scales && readers.All(reader => ((Conv)network.Layers[reader].Op).Window is { PadTop: 0, PadLeft: 0, PadBottom: 0, PadRight: 0 });
            return new Plan(pixels, readers, !scales, shifts && !isUnpadded, shifts && isUnpadded);
        }
    }
}
