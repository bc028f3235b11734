using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;
using ISyNet.Onnx.Import;

namespace ISyNet.Hardware.Bench;

/// <summary>A shipped device and what was measured on it, as the files of this repository hold it. Run in its root.</summary>
internal sealed record MeasuredDevice(string Name, string File)
{
    private static readonly string[] Folders = ["ascend310", "h100"];

    public static ImmutableArray<MeasuredDevice> All { get; } =
    [
        new("ascend310", "data/ascend310/measurements.csv"), new("ascend310p3", "data/ascend310p3/measurements.csv"),
        new("nvidia-t4", "data/nvidia-t4/measurements.csv"), new("dpu-kv260", "data/dpu-kv260/measurements.csv"),
        new("qcs8550:fp16", "data/qcs8550/measurements.csv"), new("qcs8550:int8", "data/qcs8550/measurements.csv"), new("h100", "data/h100/networks.csv"),
    ];

    public Device Device => DeviceCatalog.Find(Name)!;

    public ImmutableArray<Measurement> Rows => [.. MeasurementFile.Load(File).Where(r => r.Precision is null || r.Precision == Device.Precision.Name)];

    public static Network Network(Measurement row) => NetworkImport.Load(
        Folders.Select(folder => $"data/{folder}/networks/{row.Network}.onnx").First(System.IO.File.Exists), new NetworkImportOptions { Input = row.Input }).Network;
}
