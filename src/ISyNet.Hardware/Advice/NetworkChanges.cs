using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;
using static System.FormattableString;

namespace ISyNet.Hardware.Advice;

/// <summary>Changes of a network that are worth trying on a device. Each gives a new network, which is then costed.</summary>
internal sealed class NetworkChanges(Network network, Precision precision)
{
    /// <summary>The convolutions that give the network's outputs: their number of channels must not change.</summary>
    private readonly HashSet<string> _last = LastConvolutions(network);

    /// <summary>Every change that gives a sound network.</summary>
    public IEnumerable<(string What, ChangeKind Kind, Network Network)> All() => [.. Channels(), .. Groups(), .. Activations(), .. Gates()];

    /// <summary>Maps whose channels do not fill the device's blocks: all of one width at once, so that sums still fit.</summary>
    private IEnumerable<(string, ChangeKind, Network)> Channels()
    {
        var align = precision.ChannelAlign;
        var widths = network.Layers.Where(layer => layer.Op is Conv && layer.Output is { IsMap: true, Height: > 1 } map && map.Channels % align != 0 && !_last.Contains(layer.Name))
            .Select(layer => layer.Output.Channels).Distinct().Order().ToArray();
        if (widths.Length > 0 && TryChange(layer => Widened(layer, width => widths.Contains(width) ? Up(width) : width)) is { } wider)
            yield return (Invariant($"channels up to whole blocks of {align} ({string.Join(", ", widths.Select(width => Invariant($"{width} to {Up(width)}")))})"), ChangeKind.Channels, wider);
        foreach (var width in widths.Where(width => width > align))
        {
            if (TryChange(layer => Widened(layer, channels => channels == width ? Up(width) - align : channels)) is { } narrower)
                yield return (Invariant($"{Up(width) - align} channels in place of {width}"), ChangeKind.Channels, narrower);
        }

        int Up(int width) => new TensorLayout(precision).Channels(width);
    }

    private IEnumerable<(string, ChangeKind, Network)> Groups()
    {
        if (TryChange(layer => IsDepthwise(layer) ? (Conv)layer.Op with { Groups = 1 } : layer.Op, IsDepthwise) is { } dense)
            yield return ("dense convolutions in place of depthwise ones", ChangeKind.Groups, dense);
        if (TryChange(layer => IsDepthwise(layer) ? Regrouped(layer) : layer.Op, IsDepthwise) is { } blocks)
            yield return (Invariant($"groups of {precision.ChannelAlign} channels in place of depthwise convolutions"), ChangeKind.Groups, blocks);
        if (TryChange(layer => IsNarrow(layer) ? Regrouped(layer) : layer.Op, IsNarrow) is { } wide)
            yield return (Invariant($"groups of {precision.ChannelAlign} channels in place of narrower ones"), ChangeKind.Groups, wide);
    }

    private IEnumerable<(string, ChangeKind, Network)> Activations()
    {
        var spelled = new SpelledActivations(network);
        var functions = network.Layers.Where(layer => !spelled.IsPart(layer)).Select(layer => layer.Op).OfType<Activation>().Select(op => op.Function).Concat(spelled.Functions)
            .Where(function => function is not (ActivationKind.Relu or ActivationKind.Relu6)).Distinct().Order().ToArray();
        foreach (var function in functions)
        {
            if (TryChange(layer => layer.Op is Activation op && op.Function == function && !IsGate(layer) && !spelled.IsPart(layer) ? new Activation(ActivationKind.Relu) : layer.Op, of: spelled.WithRelu(function)) is { } changed)
                yield return ($"ReLU in place of {new Activation(function).Kind}", ChangeKind.Activations, changed);
        }
    }

    private IEnumerable<(string, ChangeKind, Network)> Gates()
    {
        if (TryChange(layer => IsGated(layer) ? null : layer.Op, IsGated) is { } changed)
            yield return ("no gates over channels (squeeze-and-excitation)", ChangeKind.Gates, changed);
    }

    /// <summary>A product of a map with a value per channel.</summary>
    private bool IsGated(Layer layer) => layer.Op is Elementwise { Function: ElementwiseKind.Mul } && layer.Inputs.Length == 2 && layer.Output is { IsMap: true, Height: > 1 } map
        && layer.Inputs.Select(input => network.Layers[input].Output).ToArray() is var inputs && inputs.Contains(map) && inputs.Any(input => input.IsMap && input.Height == 1 && input.Width == 1);

    /// <summary>The activation that computes the values of a gate. It is changed with the gate, not with the other activations.</summary>
    internal static bool IsGate(Layer layer) => layer.Output is { Rank: <= 1 } or { IsMap: true, Height: 1, Width: 1 };

    private bool IsDepthwise(Layer layer) => layer.Op is Conv conv && conv.IsDepthwise(InputChannels(layer));

    private bool IsNarrow(Layer layer) => layer.Op is Conv { Groups: > 1 } conv && !IsDepthwise(layer) && InputChannels(layer) / conv.Groups < precision.ChannelAlign;

    /// <summary>Groups as narrow as a block of the device, where the channels can be divided so.</summary>
    private Conv Regrouped(Layer layer)
    {
        var conv = (Conv)layer.Op;
        var groups = InputChannels(layer) / precision.ChannelAlign;
        return groups > 0 && InputChannels(layer) % precision.ChannelAlign == 0 && conv.OutChannels % groups == 0 ? conv with { Groups = groups } : conv with { Groups = 1 };
    }

    private int InputChannels(Layer layer) => network.Layers[layer.Inputs[0]].Output.Channels;

    private Op Widened(Layer layer, Func<int, int> channels) => layer.Op is not Conv conv || _last.Contains(layer.Name) ? layer.Op : conv with
    {
        OutChannels = channels(conv.OutChannels),
        Groups = IsDepthwise(layer) ? channels(conv.Groups) : conv.Groups,
    };

    private static HashSet<string> LastConvolutions(Network network)
    {
        var waiting = new Stack<int>(network.Outputs);
        var (seen, last) = (new HashSet<int>(), new HashSet<string>(StringComparer.Ordinal));
        while (waiting.TryPop(out var index))
        {
            if (!seen.Add(index))
                continue;
            var layer = network.Layers[index];
            if (layer.Op is Conv)
                last.Add(layer.Name);
            if (network.Macs(layer) > 0)
                continue;
            foreach (var input in layer.Inputs)
                waiting.Push(input);
        }

        return last;
    }

    /// <summary>The changed network; null where no layer is concerned, or the layers of the changed one would not fit each other.</summary>
    private Network? TryChange(Func<Layer, Op?> change, Func<Layer, bool>? concerned = null, Network? of = null)
    {
        if (concerned is not null && !network.Layers.Any(concerned))
            return null;
        try
        {
            return (of ?? network).With(change);
        }
        catch (GraphException)
        {
            return null;
        }
    }
}
