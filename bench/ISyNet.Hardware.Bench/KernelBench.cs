using BenchmarkDotNet.Attributes;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Hardware.Latency;

namespace ISyNet.Hardware.Bench;

/// <summary>Latencies from measured kernels on the h100, as a search asks for them: candidates share stages and kernels.</summary>
[MemoryDiagnoser]
public class KernelBench
{
    private const int Candidates = 1024;
    private readonly KernelModel _model = new(DeviceCatalog.Find("h100")!);
    private Architecture[] _candidates = [];
    private Architecture[] _unseen = [];
    private PartwiseModel _costs = null!;

    [GlobalSetup]
    public void Setup()
    {
        var family = ModelZoo.Names.Where(n => n.StartsWith("ISyNet-", StringComparison.Ordinal)).Select(n => ModelZoo.Find(n)!).ToArray();
        var random = new Random(1);
        Architecture Draw()
        {
            var parent = family[random.Next(family.Length)];
            return parent with { Stages = [.. parent.Stages.Select(s => s with { Blocks = random.Next(1, 9) })] };
        }

        _candidates = [.. Enumerable.Range(0, Candidates).Select(_ => Draw())];
        _unseen = [.. Enumerable.Range(0, Candidates).Select(_ => Draw())];
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

    /// <summary>A search from its beginning: no part and no kernel is known.</summary>
    [Benchmark(OperationsPerInvoke = Candidates)]
    public double FromNothing()
    {
        var costs = new PartwiseModel(new KernelModel(_model.Device), 16);
        var total = 0.0;
        foreach (var candidate in _unseen)
            total += costs.Predict(candidate).LatencyMs;
        return total;
    }
}
