using System.Collections.Immutable;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Hardware.Latency;
using ISyNet.Predictors.Fitting;

namespace ISyNet.Predictors.Tests;

/// <summary>Devices built from the measurements of a device whose law is known.</summary>
public sealed class DeviceBuildTests
{
    private const double LaunchUs = 0.5;

    private static readonly string[] Names = ["ResNet-18", "ResNet-34", "ResNet-50", "ISyNet-N0", "ISyNet-N1", "ISyNet-N2", "VGG-16", "RepVGG-A0", "MobileNetV1"];

    private static readonly DeviceBuildOptions Options = new("made up", RuntimeRules.PyTorch, "made up", [], "2026-01-01");

    // A law that no analytical form of ours has: a cost per call, per multiply-accumulate and per element, dearer where channels are uneven.
    private static double Law(Kernel kernel, int batch) =>
        2 + (((kernel.Macs * 1e-7) + ((kernel.InElements + kernel.OutElements) * 1e-6)) * batch * (kernel.OutChannels % 8 == 0 ? 1 : 2));

    private static (List<KernelMeasurement> Kernels, List<NetworkMeasurement> Networks) Measure()
    {
        var kernels = MeasuredFiles.Random.Take(800).Select(k => k with { Us = Law(k.Kernel, k.Batch) }).ToList();
        var networks = new List<NetworkMeasurement>();
        foreach (var name in Names)
        {
            ImmutableArray<Kernel> cut = [.. KernelCutting.Cut(MeasuredFiles.Load(name), RuntimeRules.PyTorch).Select(k => k.Kernel)];
            networks.Add(new NetworkMeasurement(name, name.Split('-')[0], cut, ((int[])[1, 16]).ToImmutableSortedDictionary(b => b, b => cut.Sum(k => Law(k, b) + LaunchUs))));
            kernels.AddRange(cut.Distinct().SelectMany(k => ((int[])[1, 16]).Select(b => new KernelMeasurement(k, b, Law(k, b), name))));
        }

        return (kernels, networks);
    }

    [Fact]
    public void Networks_left_out_are_predicted_and_the_launch_is_found()
    {
        var (kernels, networks) = Measure();
        var built = DeviceBuild.Run(DeviceCatalog.Find("gpu-roofline")!, kernels, networks, Options);
        var times = built.Device.Kernels!;
        Assert.Equal(LaunchUs, times.LaunchUs, 1e-3);
        Assert.Equal(0, times.ColdUsPerMegabyte, 1e-2);
        Assert.InRange(times.Provenance.NetworkLeftOut!.MapePercent, 0, 10);
        Assert.InRange(times.Provenance.NetworkLeftOut.KendallTau, 0.9, 1);
        Assert.Equal(networks.Sum(n => n.Times.Count), built.LeftOut.Length);
    }

    [Fact]
    public void The_same_measurements_give_the_same_file_and_the_file_the_same_predictions()
    {
        var (kernels, networks) = Measure();
        var quick = Options with { Judge = false };
        var device = DeviceBuild.Run(DeviceCatalog.Find("gpu-roofline")!, kernels, networks, quick).Device;
        var text = DeviceFile.Write(device);
        Assert.Equal(text, DeviceFile.Write(DeviceBuild.Run(DeviceCatalog.Find("gpu-roofline")!, kernels, networks, quick).Device));
        var network = ModelZoo.Find("ResNet-18")!.Build();
        Assert.Equal(new KernelModel(device).Predict(network, 4).LatencyMs, new KernelModel(DeviceFile.Parse(text)).Predict(network, 4).LatencyMs);
    }

    [Fact]
    public void Too_few_kernels_are_refused() => Assert.Contains(
        "too few", Assert.Throws<DeviceException>(() => DeviceBuild.Run(DeviceCatalog.Find("gpu-roofline")!, [.. MeasuredFiles.Random.Take(3)], [], Options)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("op,batch,ms,in_channels\nconv,1,1,3", "line 1", "in_height")]
    [InlineData("op,batch,inputs,output,ms\nGuess,1,\"[(1, 2)]\",\"(1, 2)\",1", "line 2", "Guess")]
    [InlineData("op,batch,inputs,output,weight,ms\nConv,1,\"[(1, 2, 3, 3)]\",\"(1, 2, 3, 3)\",,1", "line 2", "weight")]
    [InlineData("op,batch,inputs,output,ms\nAdd,0,\"[(1, 2)]\",\"(1, 2)\",1", "line 2", "batch")]
    [InlineData("op,batch,inputs,output,ms\nAdd,1,\"[(1, 2)]\",\"(1, 2)\",fast", "line 2", "fast")]
    [InlineData("op,batch,in_channels,in_height,in_width,out_channels,out_height,out_width,kernel_h,kernel_w,stride,dilation,groups,ms\nconv,1,3,8,8,8,8,8,3,3,1,1,2,1", "line 2", "groups")]
    public void A_row_that_is_not_sound_is_named(string text, params string[] words)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("isynet-kernels-").FullName, "k.csv");
        File.WriteAllText(file, text);
        var message = Assert.Throws<DeviceException>(() => KernelMeasurementFile.Load(file)).Message;
        Assert.All(words.Append(file), word => Assert.Contains(word, message, StringComparison.Ordinal));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
