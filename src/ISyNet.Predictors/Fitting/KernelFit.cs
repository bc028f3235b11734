using System.Collections.Immutable;
using ISyNet.Hardware.Kernels;

namespace ISyNet.Predictors.Fitting;

/// <summary>
/// Fits constants and trees to measurements: first the constants of every kind to single kernels; then those of kinds that occur only in whole networks;
/// then trees, to kernels and networks together; the error of a network is shared among its kernels in proportion to their times.
/// </summary>
internal sealed class KernelFit
{
    // Kernels of real networks are nearer to what is asked than random ones.
    private const double NetworkKernelWeight = 3;
    private const double NetworkWeight = 0.5;
    private const double SpreadOverKernels = 0.2;

    // Errors beyond this (of the logarithm) pull less: gross outliers of a measurement.
    private const double Robust = 0.3;
    private const double Prior = 1e-4;
    private const double ShownPrior = 0.02;
    private const int ConstantSteps = 300;
    private const int ShownSteps = 200;
    private const int FewestForOverheads = 3;
    private const int ManyKernels = 5000;

    private readonly KernelDevice _device;
    private readonly RuntimeRules _rules;
    private readonly BoosterSettings _settings;
    private readonly int _ensembles;
    private readonly double[][] _constants = [.. Enum.GetValues<KernelKind>().Select(KernelForm.Start)];

    private KernelFit(KernelDevice device, RuntimeRules rules, BoosterSettings settings, int ensembles) =>
        (_device, _rules, _settings, _ensembles) = (device, rules, settings, ensembles);

    private double LaunchUs { get; set; }

    private double ColdUs { get; set; }

    private Dictionary<KernelClass, List<string>> Trees { get; } = [];

    /// <summary>Fits everything.</summary>
    /// <param name="device">Facts of the device.</param>
    /// <param name="rules">Rules of the runtime.</param>
    /// <param name="kernels">Single kernels.</param>
    /// <param name="networks">Whole networks.</param>
    /// <param name="overheads">The overheads of networks; null to fit them.</param>
    /// <param name="ensembles">Number of ensembles with different seeds; their mean is used.</param>
    /// <param name="cancellation">Checked between trees.</param>
    /// <returns>The times, without runtime, precision and provenance, which the caller knows.</returns>
    public static KernelTimes Run(
        KernelDevice device, RuntimeRules rules, IReadOnlyList<KernelMeasurement> kernels, IReadOnlyList<NetworkMeasurement> networks, NetworkOverheads? overheads,
        int ensembles, CancellationToken cancellation)
    {
        var fit = new KernelFit(device, rules, kernels.Count < ManyKernels ? new BoosterSettings() : BoosterSettings.ForManyExamples, ensembles);
        foreach (var kind in kernels.GroupBy(k => k.Kernel.Kind))
            fit._constants[(int)kind.Key] = fit.Constants(kind.Key, [.. kind]);
        (fit.LaunchUs, fit.ColdUs) = overheads is null ? fit.Overheads(kernels, networks) : (overheads.LaunchUs, overheads.ColdUsPerMegabyte);
        fit.ShownByNetworks(kernels, networks, cancellation);
        fit.Boost(kernels, networks, cancellation);
        var times = fit.Times();
        return times with
        {
            LaunchUs = Round(times.LaunchUs),
            ColdUsPerMegabyte = Round(times.ColdUsPerMegabyte),
            Kinds = [.. times.Kinds.Select(kind => kind with { Constants = [.. kind.Constants.Select(Round)] })],
        };
    }

    private static double Round(double value) => double.Parse(value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private static double Weight(KernelMeasurement measured) => measured.Network is null ? 1 : NetworkKernelWeight;

    private double Analytical(Kernel kernel, int batch) => KernelForm.Us(kernel, batch, _device.Cores, _device.ElementBytes, _constants[(int)kernel.Kind]);

    private double[] Constants(KernelKind kind, KernelMeasurement[] measured)
    {
        var start = Array.ConvertAll(KernelForm.Start(kind), Math.Log);
        var best = SimplexSearch.Minimise(start, logs =>
        {
            var constants = Array.ConvertAll(logs, Math.Exp);
            var (sum, weights) = (0.0, 0.0);
            foreach (var m in measured)
            {
                var error = Math.Log(KernelForm.Us(m.Kernel, m.Batch, _device.Cores, _device.ElementBytes, constants) / m.Us);
                sum += Weight(m) * Math.Sqrt(1 + (4 * error * error));
                weights += Weight(m);
            }

            return (sum / weights) + (Prior * Distance(logs, start));
        }, ConstantSteps);
        return Array.ConvertAll(best, Math.Exp);
    }

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();

    // Of networks whose kernels were all measured, what is left beside them: a cost per call and one per byte of weights.
    private (double LaunchUs, double ColdUs) Overheads(IReadOnlyList<KernelMeasurement> kernels, IReadOnlyList<NetworkMeasurement> networks)
    {
        var known = kernels.GroupBy(k => (k.Kernel, k.Batch)).ToDictionary(g => g.Key, g => g.Average(k => k.Us));
        var (cc, cm, mm, cr, mr, found) = (0.0, 0.0, 0.0, 0.0, 0.0, 0);
        foreach (var network in networks)
        {
            var complete = false;
            foreach (var (batch, us) in network.Times)
            {
                if (!network.Kernels.All(k => known.ContainsKey((k, batch))))
                    continue;
                complete = true;
                var rest = (us - network.Kernels.Sum(k => known[(k, batch)])) / us;
                var (calls, megabytes) = (network.Kernels.Length / us, ColdMegabytes(network) / us);
                (cc, cm, mm) = (cc + (calls * calls), cm + (calls * megabytes), mm + (megabytes * megabytes));
                (cr, mr) = (cr + (calls * rest), mr + (megabytes * rest));
            }

            found += complete ? 1 : 0;
        }

        var determinant = (cc * mm) - (cm * cm);
        if (found < FewestForOverheads || determinant <= 1e-12 * cc * mm)
            return (0, 0);
        var (launch, cold) = (((cr * mm) - (mr * cm)) / determinant, ((mr * cc) - (cr * cm)) / determinant);
        return launch < 0 ? (0, Math.Max(0, mr / mm)) : cold < 0 ? (Math.Max(0, cr / cc), 0) : (launch, cold);
    }

    private double ColdMegabytes(NetworkMeasurement network) =>
        network.Kernels.Sum(k => NetworkOverheads.ColdMegabytes(k, _device.CacheBytes, _device.ElementBytes));

    private double Overhead(NetworkMeasurement network) => new NetworkOverheads(LaunchUs, ColdUs, _device.CacheBytes).Us(_rules, network.Kernels, _device.ElementBytes);

    // Some kinds are in no list of kernels, because only what runs before them brings them about.
    private void ShownByNetworks(IReadOnlyList<KernelMeasurement> kernels, IReadOnlyList<NetworkMeasurement> networks, CancellationToken cancellation)
    {
        const KernelKind kind = KernelKind.ChannelsFirstConvolution;
        var showing = networks.Where(n => n.Kernels.Any(k => k.Kind == kind)).ToArray();
        if (showing.Length == 0 || kernels.Any(k => k.Kernel.Kind == kind))
            return;
        Boost(kernels, [], cancellation);
        var predictor = Predictor();
        var rows = showing.SelectMany(n => n.Times.Select(t => (
            Others: Overhead(n) + n.Kernels.Where(k => k.Kind != kind).Sum(k => predictor.Us(k, t.Key)), Batch: t.Key,
            Shown: n.Kernels.Where(k => k.Kind == kind).ToArray(), Us: t.Value))).ToArray();
        var start = Array.ConvertAll(KernelForm.Start(kind), Math.Log);
        var best = SimplexSearch.Minimise(start, logs =>
        {
            var constants = Array.ConvertAll(logs, Math.Exp);
            return rows.Sum(row =>
            {
                var error = Math.Log((row.Others + row.Shown.Sum(k => KernelForm.Us(k, row.Batch, _device.Cores, _device.ElementBytes, constants))) / row.Us);
                return Math.Sqrt(1 + (4 * error * error)) - 1;
            }) + (ShownPrior * Distance(logs, start));
        }, ShownSteps);
        _constants[(int)kind] = Array.ConvertAll(best, Math.Exp);
    }

    private KernelPredictor Predictor() => new(Times(), _device.Cores, _device.ElementBytes);

    private KernelTimes Times() => new(
        "", "", _rules, KernelFeatures.Names(_rules), LaunchUs, ColdUs, [.. _constants.Select((c, i) => new KindConstants((KernelKind)i, [.. c]))],
        [.. Trees.OrderBy(t => t.Key).Select(t => new ClassTrees(t.Key, [.. t.Value]))], KernelProvenance.None);

    private void Boost(IReadOnlyList<KernelMeasurement> kernels, IReadOnlyList<NetworkMeasurement> networks, CancellationToken cancellation)
    {
        Trees.Clear();
        for (var seed = 1; seed <= _ensembles; seed++)
        {
            using var lesson = new Lesson(this, kernels, networks, seed);
            for (var tree = 0; tree < _settings.Trees; tree++)
            {
                cancellation.ThrowIfCancellationRequested();
                lesson.Step(first: tree == 0);
            }

            foreach (var (kind, trees) in lesson.Trees(1.0 / _ensembles))
            {
                if (!Trees.TryGetValue(kind, out var all))
                    Trees[kind] = all = [];
                all.AddRange(trees);
            }
        }
    }

    /// <summary>One ensemble per class during the fit.</summary>
    private sealed class Lesson : IDisposable
    {
        private readonly KernelFit _fit;
        private readonly List<ClassLesson> _classes = [];
        private readonly List<(double Us, double Overhead, (ClassLesson Class, int Row, int Calls)[] Kernels)> _networks = [];

        public Lesson(KernelFit fit, IReadOnlyList<KernelMeasurement> kernels, IReadOnlyList<NetworkMeasurement> networks, int seed)
        {
            _fit = fit;
            var calls = networks.SelectMany(n => n.Times.Keys.SelectMany(batch => n.Kernels.Select(k => (Kernel: k, Batch: batch)))).Distinct().GroupBy(c => c.Kernel.Class)
                .ToDictionary(g => g.Key, g => g.ToArray());
            var place = new Dictionary<(Kernel, int), (ClassLesson, int)>();
            foreach (var kind in Enum.GetValues<KernelClass>())
            {
                KernelMeasurement[] alone = [.. kernels.Where(k => k.Kernel.Class == kind)];
                var within = calls.GetValueOrDefault(kind) ?? [];
                if (alone.Length + within.Length == 0)
                    continue;
                var lesson = new ClassLesson(fit, kind, alone, within, seed);
                _classes.Add(lesson);
                for (var i = 0; i < within.Length; i++)
                    place[within[i]] = (lesson, alone.Length + i);
            }

            foreach (var network in networks)
            {
                foreach (var (batch, us) in network.Times)
                {
                    _networks.Add((us, fit.Overhead(network), [.. network.Kernels.GroupBy(k => k).Select(g =>
                    {
                        var (lesson, row) = place[(g.Key, batch)];
                        return (lesson, row, g.Count());
                    })]));
                }
            }
        }

        public void Step(bool first)
        {
            foreach (var lesson in _classes)
                lesson.Begin(first);
            foreach (var (us, overhead, kernels) in _networks)
            {
                var total = overhead;
                foreach (var (lesson, row, calls) in kernels)
                    total += calls * lesson.Us(row);
                var error = Math.Log(total / us);
                var weight = NetworkWeight * SpreadOverKernels * kernels.Length / Math.Sqrt(1 + (error * error / (Robust * Robust)));
                foreach (var (lesson, row, calls) in kernels)
                    lesson.Pull(row, error, weight * calls * lesson.Us(row) / total);
            }

            foreach (var lesson in _classes)
                lesson.End();
        }

        public IEnumerable<(KernelClass, List<string>)> Trees(double scale) => _classes.Select(lesson => (lesson.Class, lesson.Trees(scale)));

        public void Dispose()
        {
            foreach (var lesson in _classes)
                lesson.Dispose();
        }
    }

    private sealed class ClassLesson : IDisposable
    {
        private readonly TreeBooster _booster;
        private readonly double[] _analytical;
        private readonly double[] _wanted;
        private readonly double[] _weights;
        private readonly double[] _said;
        private readonly float[] _gradients;
        private readonly float[] _curvatures;

        public ClassLesson(KernelFit fit, KernelClass kind, KernelMeasurement[] alone, (Kernel Kernel, int Batch)[] within, int seed)
        {
            Class = kind;
            var rows = alone.Length + within.Length;
            var features = KernelFeatures.Names(fit._rules).Length;
            var examples = new double[rows * features];
            (_analytical, _said, _gradients, _curvatures) = (new double[rows], new double[rows], new float[rows], new float[rows]);
            (_wanted, _weights) = (new double[alone.Length], new double[alone.Length]);
            for (var i = 0; i < rows; i++)
            {
                var (kernel, batch) = i < alone.Length ? (alone[i].Kernel, alone[i].Batch) : within[i - alone.Length];
                _analytical[i] = fit.Analytical(kernel, batch);
                KernelFeatures.Write(kernel, batch, fit._device.Cores, fit._device.ElementBytes, _analytical[i], examples.AsSpan(i * features, features));
                if (i >= alone.Length)
                    continue;
                _wanted[i] = Math.Log(alone[i].Us / _analytical[i]);
                _weights[i] = Weight(alone[i]);
            }

            _booster = new TreeBooster(examples, features, fit._settings.ToParameters(seed, rows));
        }

        public KernelClass Class { get; }

        public double Us(int row) => _analytical[row] * Math.Exp(_said[row]);

        public void Begin(bool first)
        {
            const float none = 1e-3f;
            if (!first)
                _booster.Answers(_said);
            for (var i = 0; i < _wanted.Length; i++)
            {
                var error = _said[i] - _wanted[i];
                var weight = _weights[i] / Math.Sqrt(1 + (error * error / (Robust * Robust)));
                (_gradients[i], _curvatures[i]) = ((float)(error * weight), (float)weight);
            }

            Array.Clear(_gradients, _wanted.Length, _gradients.Length - _wanted.Length);
            Array.Fill(_curvatures, none, _wanted.Length, _curvatures.Length - _wanted.Length);
        }

        public void Pull(int row, double error, double weight)
        {
            _gradients[row] += (float)(error * weight);
            _curvatures[row] += (float)weight;
        }

        public void End() => _booster.Step(_gradients, _curvatures);

        public List<string> Trees(double scale) => _booster.Trees(scale);

        public void Dispose() => _booster.Dispose();
    }
}
