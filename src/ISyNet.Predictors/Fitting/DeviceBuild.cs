using System.Collections.Immutable;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;

namespace ISyNet.Predictors.Fitting;

/// <summary>Options of a build, in addition to the measurements.</summary>
/// <param name="Runtime">The runtime and its version.</param>
/// <param name="Rules">Its fusion rules.</param>
/// <param name="Conditions">How the measurements were taken.</param>
/// <param name="Sources">Names of the files of measurements.</param>
/// <param name="Date">Day of the fit, ISO 8601.</param>
public sealed record DeviceBuildOptions(string Runtime, RuntimeRules Rules, string Conditions, ImmutableArray<string> Sources, string Date)
{
    /// <summary>Whether the fit is validated on left-out networks and families, which takes most of the time.</summary>
    public bool Judge { get; init; } = true;

    /// <summary>Number of parts for cross-validation by network. More parts take longer, but their errors are closer to those of the device.</summary>
    public int NetworkParts { get; init; } = 8;

    /// <summary>The measured overheads of networks; null to fit them to the networks.</summary>
    public NetworkOverheads? Overheads { get; init; }

    /// <summary>Milliseconds of the reference kernel that all times were scaled to; null without one.</summary>
    public double? ReferenceMs { get; init; }
}

/// <summary>A prediction of a network that was left out of the fit.</summary>
/// <param name="Network">The network.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="MeasuredMs">Measured, for the whole batch.</param>
/// <param name="NetworkLeftOutMs">Predicted by a fit without the networks of its fold.</param>
/// <param name="FamilyLeftOutMs">Predicted by a fit without the families of its fold; null without families.</param>
public sealed record LeftOutPrediction(string Network, int Batch, double MeasuredMs, double NetworkLeftOutMs, double? FamilyLeftOutMs);

/// <summary>A device with kernel times, and its predictions for left-out networks.</summary>
/// <param name="Device">The device.</param>
/// <param name="LeftOut">One entry per measurement of a whole network; empty if the fit was not validated.</param>
public sealed record DeviceBuildResult(Device Device, ImmutableArray<LeftOutPrediction> LeftOut);

/// <summary>Builds the kernel times of a device from measurements, and validates them on left-out networks.</summary>
public static class DeviceBuild
{
    private const int FamilyParts = 7;
    private const int Ensembles = 2;
    private const double Tail = 0.1;

    /// <summary>Fits and validates; the same measurements give the same device.</summary>
    /// <param name="device">The device whose facts are known.</param>
    /// <param name="kernels">Single kernels.</param>
    /// <param name="networks">Whole networks.</param>
    /// <param name="options">The options.</param>
    /// <param name="progress">Receives the finished fraction, 0 to 1.</param>
    /// <param name="cancellation">Cancels the fit.</param>
    /// <exception cref="DeviceException">There are too few measurements.</exception>
    public static DeviceBuildResult Run(
        Device device, IReadOnlyList<KernelMeasurement> kernels, IReadOnlyList<NetworkMeasurement> networks, DeviceBuildOptions options,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(kernels);
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(options);
        const int fewest = 20;
        if (kernels.Count < fewest)
            throw new DeviceException($"{kernels.Count} kernels are too few to fit: measure at least {fewest}");
        if (options.Overheads is { } measured)
            device = device with { Cache = device.Cache with { CapacityBytes = measured.CacheBytes } };
        var facts = new KernelDevice(device.Cores, device.Precision.Bytes, device.Cache.CapacityBytes);
        var sorted = networks.OrderBy(n => n.Name, StringComparer.Ordinal).ToArray();
        var byNetwork = options.Judge ? Parts(sorted.Select(n => n.Name), options.NetworkParts) : [];
        var byFamily = options.Judge && sorted.Any(n => n.Family is not null)
            ? Parts(sorted.Select(n => n.Family ?? n.Name).Distinct(StringComparer.Ordinal), FamilyParts) : [];
        var (done, all) = (0, byNetwork.Count + byFamily.Count + 1);
        var left = new Dictionary<(string, int), double>[] { LeaveOut(byNetwork, n => n.Name), LeaveOut(byFamily, n => n.Family ?? n.Name) };
        ImmutableArray<LeftOutPrediction> rows = byNetwork.Count == 0 ? [] :
        [
            .. sorted.SelectMany(n => n.Times.Select(t => new LeftOutPrediction(
                n.Name, t.Key, t.Value * 1e-3, left[0][(n.Name, t.Key)] * 1e-3, byFamily.Count > 0 ? left[1][(n.Name, t.Key)] * 1e-3 : null))),
        ];
        var ratios = rows.Select(r => r.MeasuredMs / (r.FamilyLeftOutMs ?? r.NetworkLeftOutMs)).Order().ToArray();
        var provenance = new KernelProvenance(
            options.Date, options.Sources, options.Conditions, kernels.Count, networks.Count, networks.Sum(n => n.Times.Count),
            rows.Length > 0 ? Errors(rows, r => r.NetworkLeftOutMs) : null, byFamily.Count > 0 ? Errors(rows, r => r.FamilyLeftOutMs!.Value) : null,
            ratios.Length > 0 ? Math.Min(1, Rounded(ratios[(int)(Tail * (ratios.Length - 1))])) : 1,
            ratios.Length > 0 ? Math.Max(1, Rounded(ratios[(int)((1 - Tail) * (ratios.Length - 1))])) : 1)
        { ReferenceMs = options.ReferenceMs };
        var times = Fit(kernels, sorted) with { Runtime = options.Runtime, Precision = device.Precision.Name, Provenance = provenance };
        progress?.Report(1);
        return new DeviceBuildResult(device with { Kernels = times }, rows);

        KernelTimes Fit(IReadOnlyList<KernelMeasurement> alone, IReadOnlyList<NetworkMeasurement> whole) =>
            KernelFit.Run(facts, options.Rules, alone, whole, options.Overheads, Ensembles, cancellation);

        Dictionary<(string, int), double> LeaveOut(List<HashSet<string>> parts, Func<NetworkMeasurement, string> key)
        {
            var predicted = new Dictionary<(string, int), double>();
            foreach (var part in parts)
            {
                var held = sorted.Where(n => part.Contains(key(n))).ToArray();
                var names = held.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
                // A kernel is left out with the network that it was taken from.
                var times = Fit([.. kernels.Where(k => k.Network is null || !names.Contains(k.Network))], [.. sorted.Where(n => !names.Contains(n.Name))]);
                var predictor = new KernelPredictor(times, facts.Cores, facts.ElementBytes);
                var overheads = times.Overheads(facts.CacheBytes);
                foreach (var network in held)
                {
                    foreach (var batch in network.Times.Keys)
                        predicted[(network.Name, batch)] = network.Kernels.Sum(k => predictor.Us(k, batch)) + overheads.Us(options.Rules, network.Kernels, facts.ElementBytes);
                }

                progress?.Report((double)++done / all);
            }

            return predicted;
        }
    }

    private static List<HashSet<string>> Parts(IEnumerable<string> names, int parts) =>
        [.. names.Select((name, i) => (name, i)).GroupBy(n => n.i % parts, n => n.name).Select(g => g.ToHashSet(StringComparer.Ordinal))];

    private static LeftOutErrors Errors(ImmutableArray<LeftOutPrediction> rows, Func<LeftOutPrediction, double> predicted) =>
        LeftOutErrors.Compute([.. rows.Select(r => (predicted(r), r.MeasuredMs, r.Batch))]);

    private static double Rounded(double value) => Math.Round(value, 3);
}
