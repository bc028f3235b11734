using CsCheck;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Search.Bench;
using ISyNet.Search.Scaling;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Tests.Scaling;

public class LatencyScaling
{
    private static readonly ILatencyModel Model = new ClosedFormModel(DeviceCatalog.Find("ascend310")!);

    private static readonly Gen<(Architecture Start, double Ratio)> Cases =
        from space in Gen.OneOf("isynet-small", "residual-basic-small", "residual-bottleneck-small", "inverted-depthwise-small")
        from number in Gen.Int[0, 1000]
        from ratio in Gen.Double[1.02, 1.8]
        select (SpaceCatalog.Find(space)!.Sample(SeededRandom.Numbered(9, number)).ToArchitecture(), ratio);

    [Fact, Trait("Category", Property.Category)]
    public void Answers_fit_contain_the_start_and_leave_no_room_for_a_move() => Cases.ForAll(c =>
    {
        var startMs = Latency(c.Start);
        var options = new ScalingOptions { Steps = 8, Beam = 1 };
        var result = LatencyScaler.Scale(c.Start, c.Ratio * startMs, Model, 16, options);
        Assert.True(result.IsMaximal);
        Assert.Equal(Latency(result.Architecture), result.LatencyMsPerImage, 12);
        Assert.True(result.LatencyMsPerImage <= c.Ratio * startMs);
        AssertHolds(result.Architecture, c.Start);
        foreach (var deeper in OneBlockMore(result.Architecture))
            Assert.True(Latency(deeper) > c.Ratio * startMs);
        if (result.Moves.Length > 0)
            Assert.True(new CompoundCapacity().Measure(result.Network) > new CompoundCapacity().Measure(c.Start.Build()));
    }, cases: 25);

    [Fact]
    public void A_ladder_holds_every_rung_below_and_uses_its_budgets()
    {
        var start = SpaceCatalog.Find("isynet-small")!.Sample(SeededRandom.Numbered(4, 2)).ToArchitecture();
        var ratios = new[] { 1.67, 1.33 };
        var ladder = LatencyScaler.Ladder(start, ratios.Select(r => r * Latency(start)), Model, 16);
        AssertHolds(ladder[0].Architecture, start);
        AssertHolds(ladder[1].Architecture, ladder[0].Architecture);
        Assert.All(ladder, rung => Assert.InRange(rung.LatencyMsPerImage / rung.BudgetMsPerImage, 0.97, 1));
        Assert.Equal(
            ladder.Select(rung => ArchitectureFile.Write(rung.Architecture)),
            LatencyScaler.Ladder(start, ratios.Select(r => r * Latency(start)), Model, 16).Select(rung => ArchitectureFile.Write(rung.Architecture)));
    }

    [Fact]
    public void The_resolution_grows_only_where_it_may()
    {
        var start = SpaceCatalog.Find("isynet-small")!.Sample(SeededRandom.Numbered(4, 1)).ToArchitecture();
        var only = new ScalingOptions { Moves = [ScalingKind.Resolution], ResolutionStep = 4 };
        Assert.Equal(start.Input, LatencyScaler.Scale(start, 9 * Latency(start), Model, 16, only).Architecture.Input);
        Assert.Equal(36, LatencyScaler.Scale(start, 9 * Latency(start), Model, 16, only with { MaxSide = 38 }).Architecture.Input.Height);
    }

    [Fact]
    public void The_papers_case_fits_with_at_least_its_capacity()
    {
        var rows = PaperScaling.Compare(Model, options: new ScalingOptions { Steps = 12, Beam = 1 });
        Assert.Equal(7, rows.Length);
        for (var rung = 0; rung < 3; rung++)
        {
            var (paper, ours) = (rows[1 + (2 * rung)], rows[2 + (2 * rung)]);
            Assert.True(ours.Capacity >= paper.Capacity, $"{ours} against {paper}");
            Assert.InRange(ours.Cost.LatencyMsPerImage / ours.BudgetMsPerImage, 0.97, 1);
        }
    }

    [Fact]
    public void A_budget_below_the_start_is_refused()
    {
        var error = Assert.Throws<SearchException>(() => LatencyScaler.Scale(ModelZoo.Find("N1")!, 0.01, Model, 16));
        Assert.Contains("'ISyNet-N1' takes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_stops_and_the_last_report_stands()
    {
        using var source = new CancellationTokenSource();
        ScalingResult? last = null;
        var progress = new Reporter(result =>
        {
            last = result;
            source.Cancel();
        });
        var start = ModelZoo.Find("N0")!;
        Assert.Throws<OperationCanceledException>(() => LatencyScaler.Scale(start, 3 * Latency(start), Model, 16, null, progress, source.Token));
        Assert.InRange(last!.LatencyMsPerImage, Latency(start), 3 * Latency(start));
    }

    [Fact]
    public void Compound_scaling_fits_too()
    {
        var start = ModelZoo.Find("N0")!;
        var scaled = CompoundScaler.Scale(start, 1.5 * Latency(start), Model, 16);
        Assert.InRange(Latency(scaled), Latency(start), 1.5 * Latency(start));
    }

    private static double Latency(Architecture architecture) => Model.Predict(architecture.Build(), 16).LatencyMsPerImage;

    private static IEnumerable<Architecture> OneBlockMore(Architecture architecture) => architecture.Stages.Select(
        (stage, s) => architecture with { Stages = architecture.Stages.SetItem(s, stage with { Blocks = stage.Blocks + 1 }) });

    private static void AssertHolds(Architecture large, Architecture small)
    {
        foreach (var (l, s) in large.Stages.Zip(small.Stages))
        {
            Assert.True(l.Blocks >= s.Blocks && l.Channels >= s.Channels);
            if (l.Block is EdgeBlock lb && s.Block is EdgeBlock sb)
                Assert.True(lb.InnerChannels >= sb.InnerChannels && lb.Edges.Zip(sb.Edges).All(e => e.First.Kernel >= e.Second.Kernel));
        }
    }

    private sealed class Reporter(Action<ScalingResult> report) : IProgress<ScalingResult>
    {
        public void Report(ScalingResult value) => report(value);
    }
}
