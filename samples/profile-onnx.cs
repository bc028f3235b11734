#:package ISyNet.Hardware@*-*
#:package ISyNet.Onnx@*-*
#:property PublishAot=false
// Predicts what an ONNX file costs on an accelerator, and names its slowest operations.
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Onnx.Import;

var network = NetworkImport.Load(args[0]).Network;
var device = DeviceCatalog.Find(args.ElementAtOrDefault(1) ?? "ascend310")
    ?? throw new ArgumentException($"valid devices: {string.Join(", ", DeviceCatalog.Names)}");

var cost = LatencyModel.Create(device).Predict(network, batch: 16);

Console.WriteLine($"{network.Name} on {device.Name}: {cost.LatencyMsPerImage:0.000} ms per image at batch {cost.Batch}");
foreach (var operation in cost.Operations.OrderByDescending(o => o.LatencyMs).Take(5))
    Console.WriteLine($"  {operation.LatencyMs:0.000} ms  {operation.Operation.Name}");
