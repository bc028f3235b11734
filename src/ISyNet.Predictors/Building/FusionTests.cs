using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Kernels;
using ISyNet.Onnx.Export;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Predictors.Building;

/// <summary>
/// Finds out what a runtime makes one kernel of, from pairs of small networks with and without a layer. Where the runtime reports its operators, a layer is fused if it
/// adds none; elsewhere, if it adds less than a quarter of the time of the convolution before it.
/// </summary>
internal sealed class FusionTests(IMeasuringBackend backend, string folder)
{
    private const int Repeats = 10;
    private const int Channels = 64, Side = 56;
    private const double FusedPart = 0.25;

    private static readonly ActivationKind[] Tried =
    [
        ActivationKind.Relu, ActivationKind.Relu6, ActivationKind.LeakyRelu, ActivationKind.Elu, ActivationKind.Sigmoid, ActivationKind.HardSigmoid, ActivationKind.Swish,
        ActivationKind.HardSwish, ActivationKind.Gelu, ActivationKind.Tanh, ActivationKind.Mish,
    ];

    /// <summary>Runs all tests.</summary>
    /// <exception cref="MeasurementException">A network cannot be measured.</exception>
    public async Task<RuntimeRules> RunAsync(CancellationToken cancellation)
    {
        var plain = await TimeAsync("plain", (b, x) => Convolve(b, "second", x), cancellation);
        var shorter = await TimeAsync("shorter", (_, x) => x, cancellation);
        var convolution = Math.Max(0, plain.TimesMs.Order().First() - shorter.TimesMs.Order().First());
        var fused = ImmutableArray.CreateBuilder<ActivationKind>();
        foreach (var kind in Tried)
        {
            if (IsFused(plain, await TimeAsync($"{kind}", (b, x) => b.Add("act", new Activation(kind), Convolve(b, "second", x)), cancellation), convolution))
                fused.Add(kind);
        }

        var sum = await TimeAsync("sum", (b, x) => b.Add("add", new Elementwise(ElementwiseKind.Add), Convolve(b, "second", x), x), cancellation);
        var both = await TimeAsync("sum-relu", (b, x) => b.Add("act", new Activation(ActivationKind.Relu),
            b.Add("add", new Elementwise(ElementwiseKind.Add), Convolve(b, "second", x), x)), cancellation);
        return new RuntimeRules(fused.ToImmutable(), IsFused(plain, both, convolution), IsFused(plain, sum, convolution), ChannelsLast: false)
        {
            ChannelBlock = await BlockAsync(cancellation),
        };
    }

    // A grouped convolution works on blocks if its groups are whole blocks; else there is a reorder before it and one after it.
    private async Task<int> BlockAsync(CancellationToken cancellation)
    {
        foreach (var width in new[] { 8, 16, 32 })
        {
            var grouped = await TimeAsync($"groups-{width}", (b, x) => b.Add("second", new Conv(Channels, Window.Square(3), Channels / width, Bias: true), x), cancellation);
            var reorders = grouped.Layers.Count(l => l.Operator?.Operator is "ReorderInput" or "ReorderOutput");
            var last = grouped.Layers.Count(l => l.Operator?.Operator is "ReorderOutput");
            if (reorders == 1 && last == 1)
                return width;
        }

        return 0;
    }

    private static bool IsFused(RunTimes without, RunTimes with, double convolutionMs) => without.Layers.IsEmpty
        ? with.TimesMs.Order().First() - without.TimesMs.Order().First() < FusedPart * convolutionMs
        : with.Layers.Length <= without.Layers.Length;

    private static int Convolve(NetworkBuilder builder, string name, int from) => builder.Add(name, new Conv(Channels, Window.Square(1), Bias: true), from);

    private async Task<RunTimes> TimeAsync(string name, Func<NetworkBuilder, int, int> tested, CancellationToken cancellation)
    {
        var builder = new NetworkBuilder($"fusion-{name}");
        var first = builder.Add("first", new Conv(Channels, Window.Square(3), Bias: true), builder.Input(Shape.Map(3, Side, Side)));
        // What is tested has a reader that needs it as it is.
        builder.Add("last", new Conv(Channels, Window.Square(1), Bias: true), tested(builder, first));
        var path = Path.Combine(folder, $"fusion-{name}.onnx");
        OnnxExport.WriteShapesOnly(path, builder.Build());
        return await backend.RunAsync(new MeasurementRequest(path, 1, Repeats), cancellation);
    }
}
