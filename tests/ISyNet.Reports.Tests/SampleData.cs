using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;
using ISyNet.Hardware.Mem;
using ISyNet.Images.Judging;
using ISyNet.Reports.Design;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Mem;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Reports.Tests;

/// <summary>Invented data in realistic proportions, from a seed: they exercise the report and claim nothing.</summary>
internal static class SampleData
{
    public static readonly ImmutableArray<string> ClassNames =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    public static DesignReportData Design(int seed = 1, int trials = 60)
    {
        var random = new Random(seed);
        return new DesignReportData(
            "Sample report with invented figures",
            new DesignSettings("Fashion-MNIST", "ascend310", "fp16", 16, "1x28x28", 10, 0.0213))
        {
            Networks =
            [
                new("Designed-28", NetworkRole.Designed, Cost(812_440, 41_300_000, 0.0209, 0.412), new Accuracy(9312, 10_000)),
                new("Designed-28-x1.33", NetworkRole.Scaled, Cost(1_124_000, 57_800_000, 0.0283, 0.431), null),
                new("Designed-28-x1.67", NetworkRole.Scaled, Cost(1_480_000, 76_100_000, 0.0352, 0.447), null),
                new("ResNet-18-small", NetworkRole.Baseline, Cost(11_172_000, 457_000_000, 0.0355, 0.518), new Accuracy(9287, 10_000)),
            ],
            Spaces =
            [
                Space("ISyNet, 28x28", 310_000_000_000_000, 0.402, 0.06, searched: true),
                Space("Residual, basic", 1_048_576, 0.431, 0.05),
                Space("Residual, bottleneck", 8_388_608, 0.337, 0.07),
                Space("Inverted residual, depthwise", 2_200_000_000, 0.121, 0.03),
                Space("Inverted residual, squeeze-and-excitation", 2_200_000_000, 0.064, 0.02),
            ],
            Search = Search(random, trials),
            SearchReferences = [new("ResNet-18-small", 0.0355, 0.884)],
            Training = [Curve("Designed-28", random, 26, 6.9, 0.93), Curve("ResNet-18-small", random, 9, 19.5, 0.926)],
            Predicted = new ClosedFormModel(DeviceCatalog.Find("ascend310")!).Predict(ModelZoo.Find("ISyNet-N0")!.Build(), 16),
            Confusion = Confusion(random),
            Verification = new ExportVerification(new ExportProof("invented", 10_000, 4.3e-5, 2.5, 2.5e-3), new Accuracy(9312, 10_000), new Accuracy(9312, 10_000)),
            Run = new RunRecord(
                "isynet design --device ascend310 --batch 16 --seed 1", 1,
                new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
                [new("Search space", TimeSpan.FromSeconds(3.2)), new("Search", TimeSpan.FromSeconds(251)), new("Final training", TimeSpan.FromSeconds(190))],
                [new("Operating system", "Debian 12"), new("Cores", "2"), new("Software", "ISyNet for .NET 0.1.0")]),
            Notes = ["All figures on this page are invented: it shows the form, not a result."],
        };
    }

    public static ImmutableArray<OperationCost> Layers(Random random, int count = 24) =>
        [.. Enumerable.Range(0, count).Select(i =>
        {
            var utilisation = 0.2 + (0.3 * random.NextDouble());
            var layer = Layer(
                string.Create(CultureInfo.InvariantCulture, $"stages.{i / 8}.blocks.{i / 4 % 2}.edges.{i % 4}.conv"),
                Shape.Map(16 << Math.Min(i / 8, 8), Math.Max(1, 28 >> (i / 8)), Math.Max(1, 28 >> (i / 8))), i % 4 == 3 ? "conv 1x1 + relu" : "conv 3x3 + relu", 9L * 256 << (i / 8), 1_806_336);
            return new OperationCost(layer, 16, 0.004 + (0.01 * random.NextDouble()), 0.003 * random.NextDouble(), 0.002 * random.NextDouble(),
                0.006 * random.NextDouble(), 0.009, i % 3 == 0 ? Bound.External : Bound.Matrix)
            {
                Utilisation = utilisation,
                CacheBytes = 5e5 * (1 + random.NextDouble()),
                ExternalBytes = 1e5 * (1 + random.NextDouble()),
            };
        })];

    public static LoweredOperation Layer(string name, Shape output, string kind = "conv", long @params = 1, long macs = 1) => new()
    {
        Name = name,
        Class = OpClass.Conv,
        Layers = [],
        Kind = kind,
        Output = output,
        Params = @params,
        Macs = macs,
    };

    // The MEM of a network whose matrix work takes this part of a millisecond.
    private static NetworkTotals Cost(long @params, long macs, double latencyMsPerImage, double mem) =>
        new(16, 16 * latencyMsPerImage, new MemTimes(mem, 1 - mem, 0, 0), @params, macs);

    public static ConfusionMatrix Confusion(Random random, int perClass = 1000) => new(ClassNames,
        [.. Enumerable.Range(0, 10).Select(row =>
        {
            var counts = new int[10];
            for (var i = 0; i < perClass; i++)
                counts[random.NextDouble() < 0.92 ? row : (row + 2 * random.Next(1, 4)) % 10]++;
            return counts.ToImmutableArray();
        })]);

    public static ImmutableArray<HypervolumeSeries> Studies(int seeds = 5, int evaluations = 200) =>
        [.. new[] { ("predictor-assisted evolution", 40.0), ("regularised evolution", 60.0), ("NSGA-II", 70.0), ("random search", 110.0) }
            .Select(study => new HypervolumeSeries(study.Item1, [.. Enumerable.Range(0, seeds).Select(seed =>
            {
                var random = new Random(seed);
                var spread = 1 + (0.2 * random.NextDouble());
                return Enumerable.Range(1, evaluations).Select(n => new HypervolumeAt(
                    (n * (3 + spread)) + random.NextDouble(), 0.62 - (0.2 * Math.Exp(-n * spread / study.Item2)))).ToImmutableArray();
            })]))];

    public static ImmutableArray<PredictionPoint> Predictions()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 40).Select(i =>
        {
            var measured = 0.2 * Math.Pow(40, random.NextDouble());
            return new PredictionPoint($"network {i}", i % 4 == 0 ? "left out" : "fitted", measured, measured * (0.85 + (0.3 * random.NextDouble())));
        })];
    }

    /// <summary>MEM of real networks on a real device file.</summary>
    public static DeviceMem Mem(string device = "ascend310")
    {
        var found = DeviceCatalog.Find(device)!;
        SpaceMem Of(string name, params string[] networks) => SpaceMem.FromNetworks(name, networks.Select(n => ModelZoo.Find(n)!.Build()), found, 16);
        return new DeviceMem(device, 16,
        [
            Of("ISyNet family", "N0", "N1", "N2", "N3"),
            Of("ResNets", "ResNet-18", "ResNet-34", "ResNet-50"),
            Of("MobileNets", [.. ModelZoo.Names.Where(n => n.StartsWith("MobileNet", StringComparison.OrdinalIgnoreCase))]),
        ]);
    }

    private static SpaceSummary Space(string name, long size, double mean, double spread, bool searched = false) => new(
        new SpaceMem(name, 200, mean, mean - (spread / 15), mean + (spread / 15),
            [mean - (1.6 * spread), mean - (0.7 * spread), mean + (0.05 * spread), mean + (0.7 * spread), mean + (1.5 * spread)], []), size, searched);

    private static TrainingCurve Curve(string name, Random random, int epochs, double seconds, double best) => new(name,
        [.. Enumerable.Range(1, epochs).Select(epoch => new TrainingPoint(epoch,
            0.55 + (0.9 * Math.Exp(-epoch / 4.0)) + (0.01 * random.NextDouble()), double.NaN,
            best - (0.12 * Math.Exp(-epoch / 5.0)) - (0.004 * random.NextDouble()), 0.1, epoch * seconds))]);

    private static StudyContents Search(Random random, int count)
    {
        var spec = new StudySpec("isynet-small", "1x28x28", 10, "ascend310", 16, 0.0213, "predicted", 8, 1)
        {
            Objectives = [Objective.Error, Objective.LatencyMsPerImage with { UpperBound = 0.0213 }, Objective.Mem, Objective.Params, Objective.Macs],
        };
        var trials = Enumerable.Range(0, count).Select(i =>
        {
            var latency = 0.008 + (0.02 * random.NextDouble());
            double? accuracy = i % 23 == 22 ? null : 0.80 + (0.085 * (1 - Math.Exp(-latency / 0.009))) + (0.02 * random.NextDouble());
            MetricValues values =
            [
                (Metric.Error, 1 - (accuracy ?? 0)), (Metric.Params, Math.Floor(2e7 * latency)), (Metric.Macs, Math.Floor(2e9 * latency)),
                (Metric.LatencyMsPerImage, latency), (Metric.Mem, 0.3 + (0.2 * random.NextDouble())),
            ];
            var seconds = 3.4 + random.NextDouble();
            return Finished(i, string.Create(CultureInfo.InvariantCulture, $"3-1-3-i/{16 << (i % 3)}/relu/add x{1 + (i % 4)}"),
                accuracy is null ? Evaluation.Failed("it diverged", seconds) : new Evaluation(values, [], seconds));
        });
        return new StudyContents(new Study("sample", spec, DateTimeOffset.UnixEpoch), [.. trials]);
    }

    /// <summary>A candidate with what came of it.</summary>
    public static StudyCandidate Finished(int number, string genotype, Evaluation evaluation) =>
        StudyCandidate.New(new Proposal(number, genotype, 1)) with
        {
            State = evaluation.Succeeded ? CandidateState.Complete : CandidateState.Failed,
            Evaluation = evaluation,
        };
}
