using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using MathNet.Numerics.Statistics;

namespace ISyNet.Hardware.Mem;

/// <summary>How much an operation class lowers the MEM of a space.</summary>
/// <param name="Class">The operation class.</param>
/// <param name="LossShare">Its part of the mean of 1 - MEM, 0 to 1; the shares add up to 1.</param>
public sealed record MemLoss(string Class, double LossShare);

/// <summary>MEM of a search space: of networks drawn from it.</summary>
/// <param name="Name">The space.</param>
/// <param name="Samples">Networks drawn.</param>
/// <param name="Mean">Mean MEM.</param>
/// <param name="ConfidenceLow">Lower end of the 95 % confidence interval of the mean.</param>
/// <param name="ConfidenceHigh">Upper end of the 95 % confidence interval of the mean.</param>
/// <param name="Quantiles">MEM at 5, 25, 50, 75 and 95 % of the networks.</param>
/// <param name="Losses">What lowers it, the largest first.</param>
public sealed record SpaceMem(
    string Name, int Samples, double Mean, double ConfidenceLow, double ConfidenceHigh, ImmutableArray<double> Quantiles, ImmutableArray<MemLoss> Losses)
{
    private static readonly double[] Shown = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>MEM of the given networks, drawn from one space.</summary>
    /// <exception cref="DeviceException">There are none, or <paramref name="batch"/> is below 1.</exception>
    public static SpaceMem FromNetworks(string name, IEnumerable<Network> networks, Device device, int batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(networks);
        var values = new List<double>();
        var losses = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var network in networks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var efficiency = MatrixEfficiency.FromNetwork(network, device, batch);
            values.Add(efficiency.Mem);
            foreach (var part in efficiency.ByClass)
                losses[part.Name] = losses.GetValueOrDefault(part.Name) + ((part.Times.TotalMs - part.Times.MatrixMs) / efficiency.Times.TotalMs);
        }

        if (values.Count == 0)
            throw new DeviceException($"space '{name}': no network was drawn, so it has no MEM");
        double[] sorted = [.. values.Order()];
        var mean = sorted.Average();
        var variance = sorted.Length > 1 ? sorted.Sum(v => (v - mean) * (v - mean)) / (sorted.Length - 1) : 0;
        var half = 1.96 * Math.Sqrt(variance / sorted.Length);
        var total = losses.Values.Sum();
        return new SpaceMem(
            name, sorted.Length, mean, Math.Max(0, mean - half), Math.Min(1, mean + half),
            [.. Shown.Select(q => SortedArrayStatistics.QuantileCustom(sorted, q, QuantileDefinition.R7))],
            [.. losses.Where(l => l.Value > 0).OrderByDescending(l => l.Value).Select(l => new MemLoss(l.Key, l.Value / total))]);
    }
}
