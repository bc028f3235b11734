using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Predictors.Building;

/// <summary>
/// Small networks of random layers, to learn kernels from as networks run them: what a kernel finds in the caches is what the layer before left there. Sizes, windows,
/// groups, strides and functions are drawn widely, also those that usual networks do not have.
/// </summary>
internal sealed class RandomNetworks
{
    private const int FewestLayers = 5, MostLayers = 12;
    private const double UsualMacs = 1.2e8, ManyMacs = 2e9;
    private const long MostElements = 1 << 22;

    private static readonly int[] Resolutions = [7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224];
    private static readonly ActivationKind?[] Functions =
        [ActivationKind.Relu, ActivationKind.Relu, ActivationKind.Relu, ActivationKind.Relu6, ActivationKind.HardSwish, ActivationKind.Swish, ActivationKind.LeakyRelu, null, null];

    private readonly SeededRandom _random;
    private readonly NetworkBuilder _builder;
    private readonly double _mostMacs;
    private int _named;

    private RandomNetworks(ulong seed, int number)
    {
        _random = SeededRandom.Numbered(seed, number);
        _builder = new NetworkBuilder($"random-{number}");
        _mostMacs = _random.NextBool(0.06) ? ManyMacs : UsualMacs;
    }

    /// <summary>The network of a number; the same for the same seed.</summary>
    public static Network Draw(ulong seed, int number) => new RandomNetworks(seed, number).Draw();

    private Network Draw()
    {
        var side = _random.NextBool(0.85) ? Pick(Resolutions) : 7 + _random.NextInt(150);
        var last = _builder.Input(Shape.Map(_random.NextBool(0.9) ? 3 : 1, side, side));
        last = Convolve(last, Channels(128), Pick([1, 3, 3, 3, 5, 7]), side > 32 && _random.NextBool() ? 2 : 1, 1);
        for (var i = FewestLayers + _random.NextInt(MostLayers - FewestLayers); i > 0; i--)
            last = Grow(last);
        if (_random.NextBool(0.9))
            last = _builder.Add(Name("pool"), new GlobalPool(), last);
        last = _builder.Add(Name("flat"), new Flatten(), last);
        _builder.Add(Name("fc"), new Linear(Features(_builder[last].Elements)), last);
        return _builder.Build();
    }

    private int Grow(int last)
    {
        var choice = _random.NextDouble();
        var stride = _builder[last].Height > 6 && _random.NextBool(0.25) ? 2 : 1;
        var channels = _builder[last].Channels;
        return choice switch
        {
            < 0.24 => Convolve(last, Channels(768), Pick([3, 3, 3, 3, 5, 7]), stride, 1),
            < 0.46 => Convolve(last, Channels(1536), 1, _random.NextBool(0.15) ? stride : 1, 1),
            < 0.58 => Convolve(last, channels, Pick([3, 3, 5, 7]), stride, channels),
            < 0.68 => Grouped(last, stride),
            < 0.74 => Pool(last, stride),
            < 0.82 => Residual(last),
            < 0.89 => Branches(last),
            < 0.95 => Squeeze(last),
            _ => Activate(last, Pick([ActivationKind.Relu, ActivationKind.HardSwish, ActivationKind.Swish, ActivationKind.Sigmoid, ActivationKind.HardSigmoid, ActivationKind.LeakyRelu])),
        };
    }

    private int Convolve(int from, int channels, int window, int stride, int groups, ActivationKind? function = null)
    {
        var input = _builder[from];
        if (groups == 1)
        {
            var each = (double)input.Channels * window * window * input.Height * input.Width / stride / stride;
            channels = (int)Math.Max(4, Math.Min(channels, _mostMacs / each));
            channels = channels > 16 ? channels / 4 * 4 : channels;
        }

        channels = (int)Math.Max(groups, Math.Min(channels, MostElements / ((long)input.Height * input.Width / stride / stride)));
        var conv = _builder.Add(Name("conv"), new Conv(channels / groups * groups, Window.Square(window, stride), groups, Bias: true), from);
        function ??= Pick(Functions);
        return function is { } f ? Activate(conv, f) : conv;
    }

    private int Grouped(int last, int stride)
    {
        var width = Pick([4, 8, 16, 16, 24, 32, 40, 48, 56, 64, 112]);
        var groups = Math.Clamp(Channels(512) / width, 2, 64);
        var wide = Convolve(last, width * groups, 1, 1, 1, ActivationKind.Relu);
        if (_builder[wide].Channels != width * groups)
            return wide;
        return Convolve(wide, width * groups, Pick([1, 3, 3, 3, 5]), stride, groups, ActivationKind.Relu);
    }

    private int Pool(int last, int stride)
    {
        var kind = _random.NextBool(0.7) ? PoolKind.Max : PoolKind.Average;
        return _builder.Add(Name("pool"), new Pool(kind, Window.Square(Pick([2, 3, 3, 5]), stride)), last);
    }

    private int Residual(int last)
    {
        var channels = _builder[last].Channels;
        var middle = Convolve(last, _random.NextBool() ? channels : Channels(256), Pick([1, 3]), 1, 1, ActivationKind.Relu);
        var input = _builder[middle];
        var back = _builder.Add(Name("conv"), new Conv(channels, Window.Square(Macs(input, channels, 3) < _mostMacs ? Pick([1, 3]) : 1), 1, Bias: true), middle);
        if (_random.NextBool(0.3))
            back = Activate(back, ActivationKind.Relu);
        var sum = _builder.Add(Name("add"), new Elementwise(ElementwiseKind.Add), back, last);
        return _random.NextBool(0.6) ? Activate(sum, ActivationKind.Relu) : sum;
    }

    private int Branches(int last)
    {
        var count = 2 + _random.NextInt(3);
        var ends = Enumerable.Range(0, count).Select(_ => _random.NextBool(0.2) ? last : Convolve(last, Channels(256), Pick([1, 1, 3, 5]), 1, 1, ActivationKind.Relu)).ToArray();
        return _builder.Add(Name("concat"), new Concat(), ends);
    }

    private int Squeeze(int last)
    {
        var channels = _builder[last].Channels;
        var gate = _builder.Add(Name("mean"), new GlobalPool(), last);
        gate = _builder.Add(Name("conv"), new Conv(Math.Max(4, channels / Pick([4, 8, 16, 24])), Window.Square(1), 1, Bias: true), gate);
        gate = Activate(gate, Pick([ActivationKind.Relu, ActivationKind.Swish]));
        gate = _builder.Add(Name("conv"), new Conv(channels, Window.Square(1), 1, Bias: true), gate);
        gate = Activate(gate, Pick([ActivationKind.Sigmoid, ActivationKind.HardSigmoid]));
        return _builder.Add(Name("scale"), new Elementwise(ElementwiseKind.Mul), last, gate);
    }

    private int Activate(int from, ActivationKind function) => _builder.Add(Name("act"), new Activation(function), from);

    private static double Macs(Shape input, int channels, int window) => (double)input.Elements * channels * window * window;

    // Mostly whole blocks, then multiples of 8 and of 4, then any.
    private int Channels(int most)
    {
        var count = Math.Exp(_random.NextDouble(Math.Log(8), Math.Log(most)));
        var multiple = _random.NextDouble() switch { < 0.6 => 16, < 0.8 => 8, < 0.9 => 4, _ => 1 };
        return Math.Max(multiple, (int)Math.Round(count / multiple) * multiple);
    }

    private int Features(long inputs)
    {
        const double mostWeights = 1.1e8;
        return (int)Math.Min(Pick([10, 100, 1000, 1000, 4096]), Math.Max(1, mostWeights / inputs));
    }

    private T Pick<T>(T[] choices) => choices[_random.NextInt(choices.Length)];

    private string Name(string kind) => $"{kind}{_named++}";
}
