#:package ISyNet.Hardware@*-*
#:property PublishAot=false
// Describes an accelerator of one's own, saves it as a file for --device, and compares it with the one that it started from.
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;

var known = DeviceCatalog.Find("ascend310")!;
var mine = known with
{
    Name = "my-npu",
    Title = "Twice the cores of the Ascend 310, faster memory",
    Source = "plan of 2027",
    Cores = 2 * known.Cores,
    External = known.External with { ReadGBps = 100, WriteGBps = 100 },
    // Its constants were fitted to another device: no measurement stands behind them here.
    Provenance = null,
};
DeviceFile.Save(mine, "my-npu.json");

foreach (var device in new[] { known, DeviceFile.Load("my-npu.json") })
{
    var cost = LatencyModel.Create(device).Predict(ModelZoo.Find("ResNet-50")!.Build(), batch: 16);
    Console.WriteLine($"{device.Name}: {cost.LatencyMsPerImage:0.000} ms per image, {1e-12 * device.PeakMacsPerSecond:0.0} TMAC/s at most");
}
