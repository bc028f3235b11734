using System.Globalization;
using ISyNet.Graph;
using ISyNet.Hardware.Calibration;
using ISyNet.Onnx.Import;

namespace ISyNet.Hardware.Bench;

/// <summary>How well MEM ranks the measured matrix utilisation on every device with measurements: the table of docs/mem.md. Run in the root of the repository.</summary>
internal static class MemRanks
{
    private static readonly (string Device, string File)[] Measured =
    [
        ("ascend310", "data/ascend310/measurements.csv"), ("ascend310p3", "data/ascend310p3/measurements.csv"), ("nvidia-t4", "data/nvidia-t4/measurements.csv"),
        ("dpu-kv260", "data/dpu-kv260/measurements.csv"), ("qcs8550:fp16", "data/qcs8550/measurements.csv"), ("qcs8550:int8", "data/qcs8550/measurements.csv"), ("h100", "data/h100/networks.csv"),
    ];

    public static void Print()
    {
        Console.WriteLine("| device | batch | networks | Spearman |\n|---|---|---|---|");
        foreach (var (name, file) in Measured)
        {
            var device = DeviceCatalog.Find(name)!;
            var rows = MeasurementFile.Load(file).Where(r => r.Precision is null || r.Precision == device.Precision.Name).GroupBy(r => (r.Network, r.Batch)).Select(g => g.First()).ToArray();
            foreach (var batch in (int[])[1, 16])
            {
                var at = rows.Where(r => r.Batch == batch).ToArray();
                if (at.Length < 5)
                    continue;
                var networks = at.Select(r => Load(r.Network, r.Input)).ToArray();
                var mem = networks.Select(n => MatrixEfficiency.Of(n, device, batch).Mem);
                var utilisation = at.Zip(networks, (r, n) => n.TotalMacs * (double)batch / r.LatencyMs);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {batch} | {at.Length} | {RankCorrelation.Spearman(mem, utilisation):F3} |"));
            }
        }
    }

    private static Network Load(string name, Shape? input) => NetworkImport.Load(
        ((string[])["ascend310", "h100"]).Select(folder => $"data/{folder}/networks/{name}.onnx").First(File.Exists), new NetworkImportOptions { Input = input }).Network;
}
