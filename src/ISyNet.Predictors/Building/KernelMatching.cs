using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Kernels;
using ISyNet.Predictors.Measuring;
using ISyNet.Runtime;

namespace ISyNet.Predictors.Building;

/// <summary>The kernels of a network with the times that a runtime gave for them.</summary>
/// <param name="Times">Milliseconds of every distinct kernel: the mean over its calls.</param>
/// <param name="Found">The layers that were recognised.</param>
/// <param name="Part">Their part of the whole time, 0 to 1.</param>
internal sealed record KernelMatching(ImmutableDictionary<Kernel, double> Times, IReadOnlySet<LayerTime> Found, double Part)
{
    /// <summary>
    /// Finds the kernels of a network in the layers that a runtime timed: by operator and sizes where the runtime tells them, else by the name of the layer.
    /// </summary>
    public static KernelMatching Create(Network network, ImmutableArray<LayerKernel> kernels, ImmutableArray<LayerTime> layers)
    {
        var byKey = layers.Where(l => l.Operator is not null).GroupBy(l => Key(l.Operator!)).ToDictionary(g => g.Key, g => g.ToArray());
        var byName = layers.Where(l => l.Operator is null).GroupBy(l => l.Name).ToDictionary(g => g.Key, g => g.ToArray());
        var found = new HashSet<LayerTime>(ReferenceEqualityComparer.Instance);
        var times = ImmutableDictionary.CreateBuilder<Kernel, double>();
        foreach (var same in kernels.GroupBy(k => k.Kernel))
        {
            LayerTime[] hits =
            [
                .. Keys(same.Key).SelectMany(key => byKey.GetValueOrDefault(key) ?? []),
                .. same.SelectMany(k => byName.GetValueOrDefault(network.Layers[k.Layer].Name) ?? []),
            ];
            found.UnionWith(hits);
            if (hits.Length > 0 && hits.Average(l => l.Ms) is > 0 and var ms)
                times[same.Key] = ms;
        }

        var all = layers.Sum(l => l.Ms);
        return new KernelMatching(times.ToImmutable(), found, all > 0 ? found.Sum(l => l.Ms) / all : 0);
    }

    // Operators of one key take the same time.
    private static string Key(OperatorTime o)
    {
        var first = o.Inputs.Length > 0 ? Sizes(o.Inputs[0]) : "";
        return o.Operator switch
        {
            "Conv" or "FusedConv" when o.Inputs.Length > 1 => ConvKey(
                o.Name.Contains("_nchwc", StringComparison.Ordinal), first, Sizes(o.Output), string.Join('x', o.Inputs[1]), o.Inputs.Skip(2).Any(i => i.Length == o.Output.Length)),
            "MaxPool" or "AveragePool" or "GlobalAveragePool" or "GlobalMaxPool" or "ReorderInput" or "ReorderOutput" => $"{o.Operator} {first} {Sizes(o.Output)}",
            "Gemm" or "FusedGemm" or "MatMul" => $"product {(o.Inputs.Length > 0 ? Elements(o.Inputs[0]) : 0)} {Elements(o.Output)}",
            "Add" or "Mul" or "Sub" or "Div" when o.Inputs.Any(i => Elements(i) < Elements(o.Output)) => $"broadcast {Elements(o.Output)}",
            _ => $"{o.Operator} {Elements(o.Output)}",
        };
    }

    private static IEnumerable<string> Keys(Kernel k)
    {
        var (from, to) = ($"{k.InChannels}x{k.InHeight}x{k.InWidth}", $"{k.OutChannels}x{k.OutHeight}x{k.OutWidth}");
        if (k.IsConvolution)
            return [ConvKey(k.IsBlocked, from, to, $"{k.OutChannels}x{k.InChannels / k.Groups}x{k.KernelHeight}x{k.KernelWidth}", k.Function == KernelFunction.ConvAddActivation)];
        return k.Function switch
        {
            KernelFunction.MaxPool => [$"MaxPool {from} {to}"],
            KernelFunction.AveragePool => [$"AveragePool {from} {to}"],
            KernelFunction.GlobalPool => [$"GlobalAveragePool {from} {to}", $"GlobalMaxPool {from} {to}", $"ReduceMean {k.OutElements}"],
            KernelFunction.ReorderInput => [$"ReorderInput {from} {to}"],
            KernelFunction.ReorderOutput => [$"ReorderOutput {from} {to}"],
            KernelFunction.Linear or KernelFunction.MatMul => [$"product {k.InElements} {k.OutElements}"],
            KernelFunction.MulChannel => [$"broadcast {k.OutElements}"],
            _ => Operators(k.Function).Select(name => $"{name} {k.OutElements}"),
        };
    }

    private static string[] Operators(string function) => function switch
    {
        KernelFunction.Relu => ["Relu", "Clip"],
        KernelFunction.LeakyRelu => ["LeakyRelu", "PRelu", "Elu"],
        KernelFunction.Add => ["Add", "Sub"],
        KernelFunction.Mul => ["Mul", "Div"],
        KernelFunction.Sigmoid => ["Sigmoid"],
        KernelFunction.HardSigmoid => ["HardSigmoid"],
        KernelFunction.HardSwish => ["HardSwish"],
        KernelFunction.Silu => ["QuickGelu"],
        KernelFunction.Gelu => ["Gelu", "BiasGelu", "Erf"],
        KernelFunction.Tanh => ["Tanh"],
        KernelFunction.Concat => ["Concat"],
        KernelFunction.View => ["Flatten", "Reshape"],
        KernelFunction.Transpose => ["Transpose"],
        KernelFunction.Copy => ["Slice", "Split", "Gather"],
        KernelFunction.Pad => ["Pad"],
        KernelFunction.Upsample => ["Upsample", "Resize"],
        KernelFunction.BatchNorm => ["BatchNormalization"],
        KernelFunction.LayerNorm => ["LayerNormalization"],
        KernelFunction.Softmax => ["Softmax"],
        KernelFunction.Reduce => ["ReduceMean", "ReduceSum"],
        KernelFunction.Sqrt => ["Sqrt"],
        _ => [],
    };

    private static string ConvKey(bool blocked, string from, string to, string weight, bool adds) => $"conv {blocked} {from} {to} {weight} {adds}";

    // Without the batch.
    private static string Sizes(ImmutableArray<int> dims) => string.Join('x', dims.Skip(1));

    private static long Elements(ImmutableArray<int> dims) => dims.Skip(1).Aggregate(1L, (product, d) => product * d);
}
