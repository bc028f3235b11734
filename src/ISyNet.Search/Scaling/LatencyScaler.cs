using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Latency;

namespace ISyNet.Search.Scaling;

/// <summary>
/// Latency-aware scaling: scales a network up to a latency budget, adding capacity where it costs the least latency. Dynamic
/// programming over latency: the range up to the budget is divided into steps, the best networks of each step are extended by every
/// move, and each new network falls into the step of its exact latency. Every kept network was predicted as a whole
/// and fits the budget; no further move fits after the result. Deterministic.
/// </summary>
public static class LatencyScaler
{
    /// <summary>Scales a network to a budget.</summary>
    /// <param name="start">The start network.</param>
    /// <param name="budgetMsPerImage">The budget, ms per image.</param>
    /// <param name="model">Predicts latencies.</param>
    /// <param name="batch">Images per batch.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Receives every better network within the budget; may be null.</param>
    /// <param name="cancellationToken">Checked between two predictions; the last reported network remains the result.</param>
    /// <exception cref="SearchException">The start network already exceeds the budget.</exception>
    public static ScalingResult Scale(
        Architecture start, double budgetMsPerImage, ILatencyModel model, int batch, ScalingOptions? options = null,
        IProgress<ScalingResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ScalingOptions();
        var grid = new ScalingGrid(start, options);
        var networks = new ScaledNetworks(grid, model, batch, options.Capacity);
        var first = networks.Start();
        if (!(first.LatencyMsPerImage <= budgetMsPerImage))
        {
            throw new SearchException(string.Create(CultureInfo.InvariantCulture,
                $"'{start.Name}' takes {first.LatencyMsPerImage:g4} ms per image on {model.Device.Name} at batch {batch}, more than the budget of {budgetMsPerImage:g4} ms: scaling only makes networks larger, so raise the budget or start from a smaller network"));
        }

        var best = first;
        foreach (var network in Sweep(first, networks, budgetMsPerImage, options, cancellationToken))
        {
            if (network.Capacity <= best.Capacity)
                continue;
            best = network;
            progress?.Report(Result(best, isMaximal: false));
        }

        // What the beam let go may have left room: fill it move by move.
        while (networks.Grown(best, budgetMsPerImage).MaxBy(n => n.Capacity) is { } grown)
        {
            cancellationToken.ThrowIfCancellationRequested();
            best = grown;
        }

        var result = Result(best, isMaximal: true);
        progress?.Report(result);
        return result;

        ScalingResult Result(ScaledNetwork network, bool isMaximal) => new(
            network.Architecture, network.Architecture.Build(), budgetMsPerImage, network.LatencyMsPerImage, network.Capacity,
            [.. grid.Axes.Zip(network.Levels).Where(a => a.Second > 0).Select(a => new ScalingMove(a.First, a.Second))],
            isMaximal, networks.Evaluated);
    }

    /// <summary>Scales a network to several budgets, smallest first; every network contains the previous one.</summary>
    /// <returns>One result per budget, in ascending order of budgets.</returns>
    /// <exception cref="SearchException">The start network already exceeds the smallest budget.</exception>
    public static ImmutableArray<ScalingResult> Ladder(
        Architecture start, IEnumerable<double> budgetsMsPerImage, ILatencyModel model, int batch, ScalingOptions? options = null,
        IProgress<ScalingResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(budgetsMsPerImage);
        var results = ImmutableArray.CreateBuilder<ScalingResult>();
        foreach (var budget in budgetsMsPerImage.Order())
        {
            results.Add(Scale(start, budget, model, batch, options, progress, cancellationToken));
            start = results[^1].Architecture;
        }

        return results.ToImmutable();
    }

    /// <summary>Every network that the dynamic programming reaches, in order of latency steps.</summary>
    private static IEnumerable<ScaledNetwork> Sweep(
        ScaledNetwork first, ScaledNetworks networks, double budgetMsPerImage, ScalingOptions options, CancellationToken cancellationToken)
    {
        var low = first.LatencyMsPerImage;
        var width = Math.Max((budgetMsPerImage - low) / options.Steps, double.Epsilon);
        var steps = new List<ScaledNetwork>[options.Steps + 1];
        var reached = new HashSet<string>(StringComparer.Ordinal);
        Land(first, 0);
        for (var step = 0; step < steps.Length; step++)
        {
            var grownHere = new HashSet<ScaledNetwork>(ReferenceEqualityComparer.Instance);
            // Small moves land in the step that they leave, so it is gone through again, a bounded number of times.
            while (grownHere.Count < 2 * options.Beam && Next(steps[step], grownHere) is { } network)
            {
                grownHere.Add(network);
                yield return network;
                foreach (var grown in networks.Grown(network, budgetMsPerImage))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    // A move may even shorten the latency (better alignment): it still belongs to a step not yet left.
                    Land(grown, Math.Clamp((int)((grown.LatencyMsPerImage - low) / width), step, options.Steps));
                }
            }
        }

        void Land(ScaledNetwork network, int step)
        {
            if (reached.Add(string.Join(',', network.Levels)))
                (steps[step] ??= []).Add(network);
        }

        ScaledNetwork? Next(List<ScaledNetwork>? candidates, HashSet<ScaledNetwork> done) => candidates?
            .OrderByDescending(n => n.Capacity).ThenBy(n => n.LatencyMsPerImage).Take(options.Beam).FirstOrDefault(n => !done.Contains(n));
    }
}
