using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Onnx.Export;
using ISyNet.Predictors.Fitting;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Predictors.Building;

/// <summary>A network to learn kernels from.</summary>
/// <param name="Name">Its name, also of its file.</param>
/// <param name="Network">The network.</param>
/// <param name="Batch">Images per batch.</param>
public sealed record TaughtNetwork(string Name, Network Network, int Batch);

/// <summary>How a campaign measures.</summary>
/// <param name="Whole">Times whole networks.</param>
/// <param name="Layers">Times the layers of networks; for a device that cannot, the same as <paramref name="Whole"/>.</param>
/// <param name="Folder">The folder of the measurements.</param>
/// <param name="TimeLimit">How long it measures.</param>
/// <param name="Seed">Seed of the random networks.</param>
public sealed record CampaignOptions(IMeasuringBackend Whole, IMeasuringBackend Layers, string Folder, TimeSpan TimeLimit, ulong Seed);

/// <summary>The measurements that a device is built from.</summary>
/// <param name="Session">The facts about the runtime.</param>
/// <param name="Kernels">Kernels, with weights that the cache keeps.</param>
/// <param name="Networks">Whole networks.</param>
/// <param name="Overheads">The overheads of networks.</param>
/// <param name="RecognisedPart">The part of the time of the measured networks whose kernels were recognised, 0 to 1.</param>
public sealed record CampaignResult(
    KernelSession Session, ImmutableArray<KernelMeasurement> Kernels, ImmutableArray<NetworkMeasurement> Networks, NetworkOverheads Overheads, double RecognisedPart);

/// <summary>
/// Measures the kernels of a runtime: fusion tests and the cost of cold weights first, then kernels as networks run them - given networks and random ones in turn, then
/// those of random networks on which two predictors disagree most. Every measured network is written to the folder, and a stopped campaign continues from there.
/// </summary>
public sealed class KernelCampaign
{
    // The last part of the time goes to networks that the predictors are unsure of, chosen from so many, between fits.
    private const double GivenPart = 0.6;
    private const int Candidates = 24, ChosenPerFit = 150;

    // Given networks are like those that users ask about: all of them are timed whole, and of the random ones every third.
    private const int WholeEvery = 3;
    private const int Repeats = 8;
    private const double SmallestUs = 0.1;

    private readonly CampaignOptions _options;
    private readonly KernelLog _log;
    private readonly Device _device;
    private readonly IProgress<(double Done, string What)> _progress;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly HashSet<string> _measured;
    private readonly List<double> _recognised = [];
    private readonly HashSet<(Kernel, int)> _probed;
    private double? _emptyMs;
    private KernelSession _session = null!;

    private KernelCampaign(CampaignOptions options, Device device, IProgress<(double, string)> progress)
    {
        (_options, _device, _progress, _log) = (options, device, progress, new KernelLog(options.Folder));
        _measured = _log.Networks.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        _probed = [.. _log.Kernels.Select(k => (k.Kernel, k.Batch))];
    }

    /// <summary>Measures until the time limit or the cancellation, and returns all measurements of the folder.</summary>
    /// <param name="options">How to measure.</param>
    /// <param name="device">Facts of the device.</param>
    /// <param name="taught">Networks to learn from, the most important first.</param>
    /// <param name="progress">Receives the finished fraction and what was measured.</param>
    /// <param name="cancellation">Stops it; the measurements stay in the folder.</param>
    /// <exception cref="MeasurementException">The device cannot be measured.</exception>
    /// <exception cref="ISyNetException">The folder has measurements of another machine, or cannot be written.</exception>
    public static async Task<CampaignResult> RunAsync(
        CampaignOptions options, Device device, IEnumerable<TaughtNetwork> taught, IProgress<(double, string)> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(taught);
        ArgumentNullException.ThrowIfNull(progress);
        var campaign = new KernelCampaign(options, device, progress);
        await campaign.StartAsync(cancellation);
        await campaign.MeasureGivenAsync(taught, cancellation);
        await campaign.MeasureUnsureAsync(cancellation);
        return campaign.Result();
    }

    private bool IsOver(double part) => _clock.Elapsed > part * _options.TimeLimit;

    private async Task StartAsync(CancellationToken cancellation)
    {
        _progress.Report((0, "fusion tests"));
        var probe = Path.Combine(_options.Folder, "probe.onnx");
        ReferenceKernel.Write(probe);
        var first = await _options.Whole.RunAsync(new MeasurementRequest(probe, 1, Repeats), cancellation);
        var runtime = RunTimes.Text(first.LastingConditions);
        if (_log.Session is { } before)
        {
            if (before.Runtime != runtime)
                throw new DeviceException($"{_options.Folder}: holds measurements of '{before.Runtime}', but this is '{runtime}': give another folder with --measured");
            _session = before;
            return;
        }

        var rules = await new FusionTests(_options.Layers, _log.NetworkFolder).RunAsync(cancellation);
        _progress.Report((0, "cold weights"));
        var session = new KernelSession(runtime, rules, first.ReferenceMs, 0, _device.Cache.CapacityBytes);
        var cold = await ColdWeights.MeasureAsync(_options.Whole, _log.NetworkFolder, times => times.ScaleTo(session.ReferenceMs), cancellation);
        _session = session with { ColdUsPerMegabyte = cold.UsPerMegabyte, CacheBytes = cold.CacheBytes };
        _log.Save(_session);
    }

    private async Task MeasureGivenAsync(IEnumerable<TaughtNetwork> taught, CancellationToken cancellation)
    {
        var number = 0;
        foreach (var next in taught)
        {
            if (IsOver(GivenPart))
                return;
            await MeasureAsync(next, whole: true, cancellation);
            await MeasureAsync(Random(_options.Seed, number), whole: number++ % WholeEvery == 0, cancellation);
        }

        while (!IsOver(GivenPart))
            await MeasureAsync(Random(_options.Seed, number), whole: number++ % WholeEvery == 0, cancellation);
    }

    // Of random networks, those of whose time most lies in kernels that two predictors with different seeds see differently.
    private async Task MeasureUnsureAsync(CancellationToken cancellation)
    {
        var seed = _options.Seed + 1;
        for (var number = 0; !IsOver(1);)
        {
            var predictors = Predictors(cancellation);
            for (var chosen = 0; chosen < ChosenPerFit && !IsOver(1); chosen++)
            {
                var draws = Enumerable.Range(number, Candidates).Select(n => Random(seed, n)).Where(n => !_measured.Contains(n.Name)).ToArray();
                number += Candidates;
                if (draws.Length > 0)
                    await MeasureAsync(draws.MaxBy(n => Doubt(n, predictors))!, whole: chosen % WholeEvery == 0, cancellation);
            }
        }
    }

    private KernelPredictor[] Predictors(CancellationToken cancellation)
    {
        var facts = new KernelDevice(_device.Cores, _device.Precision.Bytes, _session.CacheBytes);
        return
        [
            .. Enumerable.Range(0, 2).Select(half =>
            {
                var known = _log.Kernels.Where((_, i) => i % 2 == half).ToArray();
                var times = KernelFit.Run(facts, _session.Rules, known, [], new NetworkOverheads(0, 0, _session.CacheBytes), 1, cancellation);
                return new KernelPredictor(times, facts.Cores, facts.ElementBytes);
            }),
        ];
    }

    private double Doubt(TaughtNetwork taught, KernelPredictor[] predictors)
    {
        var (doubt, sum) = (0.0, 0.0);
        foreach (var (kernel, _) in KernelCutting.Cut(taught.Network, _session.Rules))
        {
            var (a, b) = (predictors[0].Us(kernel, taught.Batch), predictors[1].Us(kernel, taught.Batch));
            doubt += Math.Abs(a - b);
            sum += a + b;
        }

        return doubt / sum;
    }

    private static TaughtNetwork Random(ulong seed, int number)
    {
        const double mostMacs = 6e8;
        var network = RandomNetworks.Draw(seed, number);
        var batch = SeededRandom.Numbered(seed + 2, number).NextDouble() switch { < 0.7 => 1, < 0.8 => 2, < 0.9 => 4, _ => 8 };
        while (batch > 1 && network.TotalMacs * batch > mostMacs)
            batch /= 2;
        return new TaughtNetwork(string.Create(CultureInfo.InvariantCulture, $"random-{seed}-{number}"), network, batch);
    }

    private async Task MeasureAsync(TaughtNetwork taught, bool whole, CancellationToken cancellation)
    {
        var name = taught.Name;
        if (!_measured.Add(name))
            return;
        var file = _log.FileOf(name);
        OnnxExport.WriteShapesOnly(file, taught.Network);
        var network = _log.Load(name);
        var kernels = KernelCutting.Cut(network, _session.Rules);
        var times = await _options.Layers.RunAsync(new MeasurementRequest(file, taught.Batch, Repeats), cancellation);
        var found = KernelMatching.Create(network, kernels, times.Layers);
        var (scale, elementBytes) = (times.ScaleTo(_session.ReferenceMs), _device.Precision.Bytes);
        var share = NetworkOverheads.ColdShare(kernels.Sum(k => (double)k.Kernel.WeightElements) * elementBytes, _session.CacheBytes);
        KernelMeasurement[] rows = times.Layers.IsEmpty
            ? await ProbeAsync(kernels.Select(k => k.Kernel).Distinct(), taught.Batch, name, cancellation)
            : [.. found.Times.Select(t => new KernelMeasurement(t.Key, taught.Batch, Warm(t.Key, t.Value * scale * 1e3, share * elementBytes), name))];
        double? wholeMs = times.Layers.IsEmpty ? times.FastestMs * scale : null;
        if (whole && wholeMs is null)
        {
            var run = await _options.Whole.RunAsync(new MeasurementRequest(file, taught.Batch, Repeats), cancellation);
            wholeMs = run.FastestMs * run.ScaleTo(_session.ReferenceMs);
        }

        _log.Add(new LoggedNetwork(name, taught.Batch, times.Layers.Sum(l => l.Ms) * scale, wholeMs), rows);
        if (!times.Layers.IsEmpty)
            _recognised.Add(found.Part);
        _progress.Report((Math.Min(1, _clock.Elapsed / _options.TimeLimit), string.Create(CultureInfo.InvariantCulture, $"{name}: {rows.Length} kernels; {_log.Kernels.Count} in all")));
    }

    // A device that times whole models only: every new kernel as a model of its own, less what an empty model takes.
    private async Task<KernelMeasurement[]> ProbeAsync(IEnumerable<Kernel> kernels, int batch, string network, CancellationToken cancellation)
    {
        var rows = new List<KernelMeasurement>();
        _emptyMs ??= await ProbeAsync(KernelProbe.Empty(), 1, cancellation);
        foreach (var kernel in kernels)
        {
            if (!_probed.Add((kernel, batch)) || IsOver(1) || KernelProbe.Build(kernel) is not { } probe)
                continue;
            rows.Add(new KernelMeasurement(kernel, batch, Math.Max(SmallestUs, (await ProbeAsync(probe, batch, cancellation) - _emptyMs.Value) * 1e3), network));
        }

        return [.. rows];
    }

    private async Task<double> ProbeAsync(Network probe, int batch, CancellationToken cancellation)
    {
        var file = Path.Combine(_options.Folder, "probe.onnx");
        OnnxExport.WriteShapesOnly(file, probe);
        var times = await _options.Whole.RunAsync(new MeasurementRequest(file, batch, Repeats), cancellation);
        return times.FastestMs * times.ScaleTo(_session.ReferenceMs);
    }

    // What the kernel would take with its weights in the cache.
    private double Warm(Kernel kernel, double us, double coldBytesPerElement) =>
        Math.Max(us / 4, us - (kernel.WeightElements * coldBytesPerElement * 1e-6 * _session.ColdUsPerMegabyte));

    private CampaignResult Result()
    {
        var whole = new List<NetworkMeasurement>();
        var calls = new List<CallOverhead>();
        foreach (var logged in _log.Networks.Where(n => n.WholeMs is not null))
        {
            ImmutableArray<Kernel> kernels = [.. KernelCutting.Cut(_log.Load(logged.Name), _session.Rules).Select(k => k.Kernel)];
            whole.Add(new NetworkMeasurement(logged.Name, null, kernels, ImmutableSortedDictionary<int, double>.Empty.Add(logged.Batch, logged.WholeMs!.Value * 1e3)));
            if (logged.LayersMs > 0)
                calls.Add(new CallOverhead(logged.LayersMs * 1e3 / kernels.Length, (logged.WholeMs.Value - logged.LayersMs) * 1e3 / kernels.Length));
        }

        var overhead = CallOverhead.Typical(calls);
        var profiled = _log.Networks.Where(n => n.LayersMs > 0).Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        return new CampaignResult(
            _session, [.. _log.Kernels.Select(k => overhead < 0 && k.Network is { } name && profiled.Contains(name) ? k with { Us = Math.Max(k.Us / 10, k.Us + overhead) } : k)],
            [.. whole], new NetworkOverheads(Math.Max(0, overhead), _session.ColdUsPerMegabyte, _session.CacheBytes), _recognised.Count > 0 ? _recognised.Average() : 1);
    }
}
