using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Predictors.Building;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Predictors.Tests;

/// <summary>Campaigns on this machine's processor: real models, real times.</summary>
public sealed class CampaignTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-campaign-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_runtime_runs_the_kernels_that_a_network_is_cut_into()
    {
        var backend = Layers();
        var rules = await new FusionTests(backend, _folder).RunAsync(TestContext.Current.CancellationToken);
        Assert.Contains(Graph.Ops.ActivationKind.Relu, rules.Activations);
        Assert.True(rules.ResidualWithActivation);
        foreach (var name in new[] { "ISyNet-N0", "MobileNetV2", "ResNet-18", "RegNetX-1.6GF", "MobileNetV3-Large" })
        {
            var network = ModelZoo.Find(name)!.Build();
            var file = Path.Combine(_folder, $"{name}.onnx");
            Onnx.Export.OnnxExport.WriteShapesOnly(file, network);
            network = Onnx.Import.NetworkImport.Load(file).Network;
            var kernels = KernelCutting.Cut(network, rules);
            var times = await backend.RunAsync(new MeasurementRequest(file, 1, 1), TestContext.Current.CancellationToken);
            var found = KernelMatching.Create(network, kernels, times.Layers);
            Assert.Equal([], kernels.Where(k => !found.Times.ContainsKey(k.Kernel)).Select(k => $"{name}: {k.Kernel}"));
            Assert.Equal([], times.Layers.Where(l => !found.Found.Contains(l)).Select(l => $"{name}: {l.Name}"));
        }
    }

    [Fact]
    public async Task A_campaign_goes_on_from_what_its_folder_holds()
    {
        var device = DeviceCatalog.Find("cpu-core")!;
        TaughtNetwork[] taught = [new("first", RandomNetworks.Draw(7, 1), 1), new("second", RandomNetworks.Draw(7, 2), 2)];
        var options = new CampaignOptions(Layers(), Layers(), _folder, TimeSpan.FromMilliseconds(1), 1);
        await KernelCampaign.RunAsync(options, device, taught, new Progress<(double, string)>(), TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        // The session is kept; the next call is stopped after its first network.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => KernelCampaign.RunAsync(
            options with { TimeLimit = TimeSpan.FromHours(1) }, device, taught, new Direct(p => { if (p.Item2.StartsWith("first", StringComparison.Ordinal)) stop.Cancel(); }), stop.Token));
        var log = new KernelLog(_folder);
        Assert.Equal(["first"], log.Networks.Select(n => n.Name));
        Assert.NotEmpty(log.Kernels);
        // So a device is known again on the machine that it was built on.
        Assert.Equal(OnnxRuntimeBackend.Host(threads: 1), log.Session!.Runtime);
        File.AppendAllText(Path.Combine(_folder, "kernels.csv"), "conv-relu,1,3,2");
        var again = new KernelLog(_folder);
        Assert.Equal(log.Kernels, again.Kernels);
        Assert.Equal(log.Session, again.Session, (a, b) => a!.ReferenceMs == b!.ReferenceMs && a.Rules.ChannelBlock == b.Rules.ChannelBlock);
    }

    [Fact]
    public void The_cost_of_cold_weights_and_the_cache_are_found_again()
    {
        // Layers of 9.4 MB that take 1000 us with weights from a cache of 40 MB, and 50 us more per megabyte from memory.
        var rows = new[] { 2, 3, 4, 6, 9, 13, 18 }.Select(n => n * (double)ColdWeights.Bytes)
            .Select(bytes => (bytes, 1000 + (NetworkOverheads.ColdShare(bytes, 40_000_000) * ColdWeights.Bytes * 1e-6 * 50))).ToArray();
        var found = ColdWeights.Fit(rows);
        Assert.InRange(found.UsPerMegabyte, 45, 55);
        Assert.InRange(found.CacheBytes, 33_000_000L, 48_000_000L);
    }

    [Fact]
    public void Random_networks_are_sound_and_the_same_for_the_same_seed()
    {
        for (var number = 0; number < 200; number++)
        {
            var network = RandomNetworks.Draw(3, number);
            Assert.Equal(network.Layers.Select(l => (l.Name, l.Output)), RandomNetworks.Draw(3, number).Layers.Select(l => (l.Name, l.Output)));
            Assert.All(KernelCutting.Cut(network, RuntimeRules.OnnxRuntime with { ChannelBlock = 16 }), k => Assert.Null(k.Kernel.FirstProblem()));
        }
    }

    [Fact]
    public async Task A_device_that_times_whole_models_only_is_measured_kernel_by_kernel()
    {
        // Its runner takes a time from the size of the file: larger models take longer.
        using var backend = new CommandBackend(new CommandBackendOptions("sh -c 'echo isynet ms $(wc -c <\"$1\")e-3; i=1; while [ $i -lt $2 ]; do echo isynet ms 2; i=$((i+1)); done; echo isynet done' runner {onnx} {repeats}"));
        var probe = KernelProbe.Build(new Kernel(KernelFunction.ConvActivation, 16, 8, 8, 32, 4, 4, 3, 3, 2, 1, 1, 16 * 64, 32 * 16));
        Assert.NotNull(probe);
        var file = Path.Combine(_folder, "probe.onnx");
        Onnx.Export.OnnxExport.WriteShapesOnly(file, probe);
        Assert.Equal(3, (await backend.RunAsync(new MeasurementRequest(file, 1, 3), TestContext.Current.CancellationToken)).TimesMs.Length);
        Assert.Null(KernelProbe.Build(new Kernel(KernelFunction.ReorderInput, 16, 8, 8, 16, 8, 8, 1, 1, 1, 1, 1, 1024, 1024)));
    }

    private static OnnxRuntimeBackend Layers() => new(new OnnxRuntimeOptions(1, TimeSpan.FromMilliseconds(1)) { LayersAlone = true, ProfiledRuns = 2 });

    private sealed class Direct(Action<(double, string)> act) : IProgress<(double, string)>
    {
        public void Report((double, string) value) => act(value);
    }
}
