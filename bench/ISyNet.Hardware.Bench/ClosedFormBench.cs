using BenchmarkDotNet.Attributes;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Bench;

/// <summary>Latencies of the released family (40 to 115 convolutions), as a search asks for them.</summary>
[MemoryDiagnoser]
public class ClosedFormBench
{
    private const int Candidates = 1024;
    private readonly ClosedFormModel _model = new(DeviceCatalog.Find("ascend310")!);
    private Architecture[] _candidates = [];
    private LoweredNetwork[] _lowered = [];
    private PartwiseModel _costs = null!;

    [GlobalSetup]
    public void Setup()
    {
        var family = ModelZoo.Names.Where(n => n.StartsWith("ISyNet-", StringComparison.Ordinal)).Select(n => ModelZoo.Find(n)!).ToArray();
        var random = new Random(1);
        // Stages of the family at other depths: new records each time, so that equality is by value as in a search.
        _candidates = [.. Enumerable.Range(0, Candidates).Select(_ =>
        {
            var parent = family[random.Next(family.Length)];
            return parent with { Stages = [.. parent.Stages.Select(s => s with { Blocks = random.Next(1, 9) })] };
        })];
        _lowered = [.. family.Select(a => NetworkLowering.Lower(a.Build(), _model.Device))];
        _costs = new PartwiseModel(_model, 16);
        foreach (var candidate in _candidates)
            _costs.Predict(candidate);
    }

    /// <summary>Whole networks by their parts.</summary>
    [Benchmark(OperationsPerInvoke = Candidates)]
    public double ByParts()
    {
        var total = 0.0;
        foreach (var candidate in _candidates)
            total += _costs.Predict(candidate).LatencyMs;
        return total;
    }

    /// <summary>Networks that are lowered already.</summary>
    [Benchmark(OperationsPerInvoke = 8)]
    public double Lowered()
    {
        var total = 0.0;
        foreach (var lowered in _lowered)
            total += _model.LatencyMs(lowered, 16);

        return total;
    }

    /// <summary>From the architecture: built, fused, costed with its split.</summary>
    [Benchmark]
    public double FromArchitecture() => _model.Predict(_candidates[0].Build(), 16).LatencyMs;
}
