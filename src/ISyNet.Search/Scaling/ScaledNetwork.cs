using System.Collections.Immutable;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Latency;

namespace ISyNet.Search.Scaling;

/// <summary>A network of a <see cref="ScalingGrid"/> with its exact latency and its capacity.</summary>
internal sealed record ScaledNetwork(
    ImmutableArray<int> Levels, Architecture Architecture, double LatencyMsPerImage, double Capacity);

/// <summary>Evaluates the networks of a grid, each once.</summary>
internal sealed class ScaledNetworks(ScalingGrid grid, ILatencyModel model, int batch, ICapacityMeasure capacity)
{
    private readonly Dictionary<string, ScaledNetwork?> _known = new(StringComparer.Ordinal);

    public int Evaluated { get; private set; }

    public ScaledNetwork Start() => At(new int[grid.Axes.Length])!;

    /// <summary>The networks that are one move away and take at most this long.</summary>
    public IEnumerable<ScaledNetwork> Grown(ScaledNetwork network, double budgetMsPerImage)
    {
        for (var a = 0; a < grid.Axes.Length; a++)
        {
            var levels = network.Levels.ToArray();
            levels[a]++;
            // More capacity for nothing is a move too; less is none.
            if (At(levels) is { } grown && grown.LatencyMsPerImage <= budgetMsPerImage && grown.Capacity > network.Capacity)
                yield return grown;
        }
    }

    private ScaledNetwork? At(int[] levels)
    {
        var key = string.Join(',', levels);
        if (_known.TryGetValue(key, out var known))
            return known;
        ScaledNetwork? found = null;
        if (grid.At(levels) is { } architecture)
        {
            var network = architecture.Build();
            Evaluated++;
            found = new ScaledNetwork(
                [.. levels], architecture, model.Predict(network, batch).LatencyMsPerImage, capacity.Measure(network));
        }

        return _known[key] = found;
    }
}
