using ISyNet.Graph;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;

namespace ISyNet.Hardware.Tests;

public sealed class CalibrationTests
{
    private static readonly string[] Names = ["ResNet-18", "ISyNet-N1", "MobileNetV3-Large"];
    private static readonly Dictionary<string, Network> Networks = Names.ToDictionary(n => n, n => ModelZoo.Find(n)!.Build());

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 10)]
    public void Constants_that_made_the_measurements_are_found_again_and_one_wrong_measurement_does_little_harm(double wrongFactor, double tolerancePercent)
    {
        var assumed = DeviceCatalog.Find("ascend310")! with { Provenance = null };
        var truth = assumed with { Constants = assumed.Constants with { OperationOverheadUs = 14, ReductionLanes = 12, ExposedFraction = 0.6 } };
        var model = new ClosedFormModel(truth);
        var measurements = Names.SelectMany(n => new[] { 1, 4, 16 }.Select(b => new Measurement(n, b, model.Predict(Networks[n], b).LatencyMs, "A", "made"))).ToList();
        measurements[0] = measurements[0] with { LatencyMs = measurements[0].LatencyMs * wrongFactor };
        var options = new CalibrationOptions { Free = ["operationOverheadUs", "reductionLanes", "exposedFraction"], Starts = 1, PriorWeight = 1e-4 };

        var result = DeviceCalibration.Fit(assumed, [.. measurements], Networks, options, cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(result.Rows.Skip(1), row => Assert.InRange(row.FittedErrorPercent, -tolerancePercent, tolerancePercent));
        if (wrongFactor == 1)
            Assert.Equal(truth.Constants.ReductionLanes, result.Device.Constants.ReductionLanes, 0.1);
        Assert.Equal(assumed.Constants, result.Device.Provenance!.Assumed);
        Assert.Equal(Names.Length, result.Device.Provenance!.Residuals.Length);
        Assert.Equal(DeviceFile.Write(result.Device), DeviceFile.Write(DeviceFile.Parse(DeviceFile.Write(result.Device))));
    }

    [Fact]
    public void A_fit_says_what_speaks_against_it()
    {
        var device = DeviceCatalog.Find("ascend310")! with { Provenance = null };
        var model = new ClosedFormModel(device);
        var options = new CalibrationOptions { Free = ["operationOverheadUs", "broadcastLanes"], Starts = 1 };

        // Measured on a chip of half the clock and width, whose operations start forty times slower.
        Measurement[] slow = [.. Names.Select(n => new Measurement(n, 1, model.Predict(Networks[n], 1).LatencyMs * 40, "A", "made"))];
        var wrong = DeviceCalibration.Fit(device, [.. slow], Networks, options, cancellationToken: TestContext.Current.CancellationToken).Device.Provenance!;
        Assert.Contains(wrong.Warnings, w => w.StartsWith("operationOverheadUs ended at 67.19, a limit of its search", StringComparison.Ordinal));
        Assert.Contains(wrong.Warnings, w => w.Contains("the fit itself is off", StringComparison.Ordinal));

        Measurement[] right = [.. Names.SelectMany(n => new[] { 1, 4, 16 }.Select(b => new Measurement(n, b, model.Predict(Networks[n], b).LatencyMs * 1.02, "A", "made")))];
        Assert.Empty(DeviceCalibration.Fit(device, [.. right], Networks, options, cancellationToken: TestContext.Current.CancellationToken).Device.Provenance!.Warnings);
    }

    [Fact]
    public void A_fit_stops_when_asked()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => DeviceCalibration.Fit(
            DeviceCatalog.Find("ascend310")!, [new("ResNet-18", 1, 1, "A", ""), new("ISyNet-N1", 1, 2, "A", "")], Networks, cancellationToken: cancellation.Token));
    }

    [Theory]
    [InlineData("name,batch\nA,1", "line 1: has no column 'latency_ms_per_image'")]
    [InlineData("name,batch,latency_ms_per_image\nA,0,1", "line 2: batch is '0'")]
    [InlineData("name,batch,latency_ms_per_image\nA,1.5,1", "line 2: batch is '1.5'; it must be a whole number of images")]
    [InlineData("name,batch,latency_ms_per_image\nA,-1,1", "line 2: batch is '-1'")]
    [InlineData("name,batch,latency_ms_per_image\nA,,1", "line 2: batch is ''")]
    [InlineData("name,batch,latency_ms_per_image\nA,1,0", "line 2: latency_ms_per_image is '0'")]
    [InlineData("name,batch,latency_ms_per_image\nA,1,-3", "line 2: latency_ms_per_image is '-3'")]
    [InlineData("name,batch,latency_ms_per_image\nA,1,NaN", "line 2: latency_ms_per_image is 'NaN'")]
    [InlineData("name,batch,latency_ms_per_image\nA,1,Infinity", "line 2: latency_ms_per_image is 'Infinity'")]
    [InlineData("name,batch,latency_ms_per_image\nA,1,1.5 ms", "line 2: latency_ms_per_image is '1.5 ms'")]
    [InlineData("name,batch,latency_ms_per_image,images_per_s\nA,8,2,62.5", "line 2: 62.5 images per second and 2 ms per image do not agree")]
    [InlineData("name,batch,latency_ms_per_image\n,1,1", "line 2: name is empty")]
    [InlineData("name,batch,latency_ms_per_image\n\nA,1,fast", "line 3: latency_ms_per_image is 'fast'")]
    [InlineData("name,batch,latency_ms_per_image\nA,1", "line 2: latency_ms_per_image is ''")]
    [InlineData("name,batch,latency_ms_per_image,resolution\nA,1,1,wide", "line 2: resolution: ")]
    [InlineData("name,batch,latency_ms_per_image,resolution\nA,1,1,224x224\nA,4,1,256x256", "line 3: 'A' was measured at 3x256x256 and at 3x224x224")]
    [InlineData("", "holds no measurement")]
    public void A_wrong_measurement_is_named(string text, string message)
    {
        var error = Assert.Throws<DeviceException>(() => MeasurementFile.Parse(text.Split('\n')));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quoted_cells_are_read()
    {
        var row = Assert.Single(MeasurementFile.Parse(["name,batch,latency_ms_per_image,source", "\"A, the \"\"first\"\"\",4,0.5,\"x, y\""]));
        Assert.Equal(new Measurement("A, the \"first\"", 4, 2, "", "x, y", Line: 2), row);
    }

    [Fact]
    public void Kendall_tau_agrees_with_a_worked_example()
    {
        // Ranks 1 2 3 4 5 against 3 4 1 2 5: 6 agreeing pairs, 4 disagreeing.
        Assert.Equal(0.2, RankCorrelation.KendallTau([1, 2, 3, 4, 5], [3, 4, 1, 2, 5]), 12);
        Assert.Equal(1, RankCorrelation.KendallTau([1, 2, 2], [5, 9, 9]), 12);
    }

    [Fact]
    public void Tied_values_share_their_rank()
    {
        // One tie on the right: 5 ordered pairs of 6 on that side, all of them agree; ranks 1, 2.5, 2.5, 4.
        double[] left = [1, 2, 3, 4], right = [10, 20, 20, 40];
        Assert.Equal(5 / Math.Sqrt(6 * 5), RankCorrelation.KendallTau(left, right), 12);
        Assert.Equal(4.5 / Math.Sqrt(5 * 4.5), RankCorrelation.Spearman(left, right), 12);
    }

    [Fact]
    public void Rows_of_two_conditions_are_refused()
    {
        const string header = "name,batch,latency_ms_per_image,conditions";
        Assert.Equal(3, MeasurementFile.Parse([header, "A,1,2,one thread", "A,2,2,", "B,1,2,one thread"]).Length);
        var error = Assert.Throws<DeviceException>(() => MeasurementFile.Parse([header, "A,1,2,one thread", "A,2,2,", "B,1,2,two threads"]));
        Assert.Contains("line 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("'two threads'", error.Message, StringComparison.Ordinal);
    }
}
