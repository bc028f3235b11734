using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;
using ISyNet.Onnx.Import;

namespace ISyNet.Hardware.Tests;

/// <summary>The shipped devices against what was measured on them, and their errors as their files state them.</summary>
public sealed class MeasuredDevices
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(string, Shape?), Network> Known = new();

    public static Network Network(string name, Shape? input = null) => Known.GetOrAdd((name, input), _ => NetworkImport.Load(
        ((string[])["ascend310", "h100"]).Select(folder => Path.Combine(AppContext.BaseDirectory, folder, "networks", $"{name}.onnx")).First(File.Exists),
        new NetworkImportOptions { Input = input }).Network);

    [Theory]
    [InlineData("ascend310", "ascend310", 8)]
    [InlineData("ascend310p3", "ascend310p3", 11)]
    [InlineData("nvidia-t4", "nvidia-t4", 10)]
    [InlineData("dpu-kv260", "dpu-kv260", 12)]
    [InlineData("qcs8550", "qcs8550", 12)]
    [InlineData("qcs8550:int8", "qcs8550", 21)]
    public void What_was_measured_is_met_as_the_file_says(string name, string folder, double percent)
    {
        var device = DeviceCatalog.Find(name)!;
        var model = new ClosedFormModel(device);
        ImmutableArray<Measurement> rows = [.. MeasurementFile.Load(Path.Combine(AppContext.BaseDirectory, folder, "measurements.csv")).Where(r => r.Precision == device.Precision.Name)];
        var mape = rows.Average(r => Math.Abs((model.LatencyMs(NetworkLowering.Lower(Network(r.Network, r.Input), device), r.Batch) / r.LatencyMs) - 1)) * 100;
        Assert.InRange(mape, 0, percent);
        Assert.Equal(device.Provenance!.FitMapePercent, mape, 0.1);
        Assert.Equal(rows.Length, device.Provenance.Rows);
    }

    [Fact]
    public void A_precision_that_was_never_measured_says_so_and_has_no_band()
    {
        var cost = new ClosedFormModel(DeviceCatalog.Find("ascend310:int8")!).Predict(Network("ResNet-50"), 1, TestContext.Current.CancellationToken);
        Assert.Null(cost.Band);
        Assert.Contains("int8 was never measured on ascend310", Assert.Single(cost.Caveats), StringComparison.Ordinal);
        Assert.Empty(new ClosedFormModel(DeviceCatalog.Find("qcs8550")!).Predict(Network("ResNet-50"), 1, TestContext.Current.CancellationToken).Caveats);
        // Measured, but its fit is marked.
        Assert.Contains("the calibration of qcs8550 in int8 is marked: the fit itself is off by 20 %", Assert.Single(
            new ClosedFormModel(DeviceCatalog.Find("qcs8550:int8")!).Predict(Network("ResNet-50"), 1, TestContext.Current.CancellationToken).Caveats), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_unlike_those_measured_has_a_wider_band_and_says_why()
    {
        var model = new ClosedFormModel(DeviceCatalog.Find("dpu-kv260")!);
        var (known, unlike) = (model.Predict(Network("ResNet-50"), 1, TestContext.Current.CancellationToken), model.Predict(Network("IR-SE-100"), 1, TestContext.Current.CancellationToken));
        Assert.Empty(known.Caveats);
        Assert.Contains("no measured network has", Assert.Single(unlike.Caveats), StringComparison.Ordinal);
        Assert.Contains("prelu", unlike.Caveats[0], StringComparison.Ordinal);
        Assert.True(unlike.Band!.High > known.Band!.High && unlike.Band.Low < known.Band.Low);
    }

    [Fact]
    public void A_part_of_a_family_is_a_file_of_facts()
    {
        var part = DeviceCatalog.Find("ascend310b1")!;
        Assert.Null(part.Provenance);
        var cost = new ClosedFormModel(part).Predict(Network("ResNet-50"), 1, TestContext.Current.CancellationToken);
        Assert.Null(cost.Band);
        Assert.Contains("ascend310b1 was never measured", Assert.Single(cost.Caveats), StringComparison.Ordinal);
        // Every model says it.
        Assert.Equal(cost.Caveats, new Tiling.TileScheduleModel(part).Predict(Network("ResNet-50"), 1, TestContext.Current.CancellationToken).Caveats);
        Assert.Equal("davinci", part.Family);
        Assert.True(new ClosedFormModel(part).Predict(Network("ResNet-50"), 1, TestContext.Current.CancellationToken).LatencyMs > 0);
        Assert.Contains("no family is called 'nosuch'", Assert.Throws<DeviceException>(() => DeviceFile.Parse(DeviceCatalog.Text("ascend310b1").Replace("davinci", "nosuch", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ascend310")]
    [InlineData("ascend310p3")]
    [InlineData("nvidia-t4")]
    [InlineData("dpu-kv260")]
    [InlineData("qcs8550")]
    [InlineData("qcs8550:int8")]
    public void The_band_holds_families_that_it_has_not_seen(string name)
    {
        var fit = DeviceCatalog.Find(name)!.Provenance!;
        Assert.InRange(fit.BandCoveragePercent!.Value, 77, 90);
        Assert.True(fit.BandLow < 1 && fit.BandHigh > 1);
    }

    [Fact]
    public void A_precision_is_calibrated_beside_the_others_and_a_file_leaves_out_what_its_family_gives()
    {
        var phone = DeviceCatalog.Find("qcs8550")!;
        var changed = phone.At("int8")! with { Constants = phone.Constants with { OperationOverheadUs = 3 } };
        var both = DeviceFile.Parse(DeviceFile.Write(phone.WithFit(changed)));
        Assert.Equal(phone.Constants, both.Constants);
        Assert.Equal(3, both.At("int8")!.Constants.OperationOverheadUs);
        var part = DeviceCatalog.Find("ascend310b1")!;
        Assert.DoesNotContain("unalignedMoveFactor", DeviceFile.Write(part), StringComparison.Ordinal);
        Assert.Equal(part.Constants, DeviceFile.Parse(DeviceFile.Write(part)).Constants);
        Assert.Contains("\"unalignedMoveFactor\": 7", DeviceFile.Write(part with { Constants = part.Constants with { UnalignedMoveFactor = 7 } }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_measurement_that_no_device_could_give_names_row_and_rule()
    {
        var device = DeviceCatalog.Find("ascend310")!;
        var rows = MeasurementFile.Parse(["name,batch,latency_ms_per_image", "ResNet-18,1,1.3", "ResNet-50,1,0.01"]);
        Assert.Contains("line 3: 'ResNet-50' at batch 1 took 0.01 ms per image, faster than the peak", Assert.Throws<DeviceException>(() => DeviceCalibration.Fit(
            device, rows, rows.ToDictionary(r => r.Network, r => Network(r.Network)), cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("line 2: batch is '0'", Assert.Throws<DeviceException>(() => MeasurementFile.Parse(["name,batch,latency_ms_per_image", "a,0,1"])).Message, StringComparison.Ordinal);
        Assert.Contains("line 2: 100 images per second and 1 ms per image do not agree", Assert.Throws<DeviceException>(
            () => MeasurementFile.Parse(["name,batch,latency_ms_per_image,images_per_s", "a,1,1,100"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_in_another_unit_is_named_and_not_learned_from()
    {
        var device = DeviceCatalog.Find("ascend310")!;
        string[] lines = ["name,batch,latency_ms_per_image", "ResNet-18,1,1.3", "ResNet-50,1,3.1", "MobileNetV2,1,1.2", "VGG-16,1,9200"];
        var error = Fails(lines);
        Assert.StartsWith("mine.csv: line 5: 'VGG-16' at batch 1 took 9200 ms per image, ", error, StringComparison.Ordinal);
        Assert.EndsWith("times what the other rows suggest: check its unit", error, StringComparison.Ordinal);
        // One of two: the slower one is the mistake, since the faster one is possible.
        Assert.Contains("line 3: 'ResNet-50'", Fails([lines[0], lines[1], "ResNet-50,1,3100"]), StringComparison.Ordinal);

        string Fails(string[] csv)
        {
            var rows = MeasurementFile.Parse(csv);
            return Assert.Throws<DeviceException>(() => DeviceCalibration.Fit(
                device, rows, rows.ToDictionary(r => r.Network, r => Network(r.Network)), new CalibrationOptions { Measurements = "mine.csv" }, cancellationToken: TestContext.Current.CancellationToken)).Message;
        }
    }

    [Fact]
    public void The_processor_at_hand_gives_cpu_core_its_width()
    {
        var core = DeviceCatalog.Find("cpu-core")!;
        Assert.Equal(core, HostProcessor.Widened(core, 32));
        Assert.Equal(2 * core.PeakMacsPerSecond, HostProcessor.Widened(core, 64).PeakMacsPerSecond, 1);
        Assert.Equal(2 * core.VectorElementsPerSecond, HostProcessor.Widened(core, 64).VectorElementsPerSecond, 1);
        var other = DeviceCatalog.Find("tpu-128")!;
        Assert.Same(other, HostProcessor.Widened(other, 64));
    }

    // The file has a usual clock; a measurement at 1.2 times its peak needs a faster one, of which a product reaches nine tenths.
    [Fact]
    public void The_measurements_give_cpu_core_its_clock()
    {
        var core = DeviceCatalog.Find("cpu-core")!;
        Assert.Same(core, HostProcessor.Clocked(core, 0.8));
        Assert.Equal(core.ClockMHz * 1.2 / 0.9, HostProcessor.Clocked(core, 1.2).ClockMHz, 1.0);
        var other = DeviceCatalog.Find("tpu-128")!;
        Assert.Same(other, HostProcessor.Clocked(other, 1.2));
    }
}
