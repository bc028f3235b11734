using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Calibration;
using ISyNet.Onnx.Import;
using ISyNet.Predictors.Fitting;

namespace ISyNet.Predictors.Tests;

/// <summary>The measurements of the H100 that the repository keeps.</summary>
internal static class MeasuredFiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "h100");

    public static ImmutableArray<KernelMeasurement> Random { get; } = KernelMeasurementFile.Load(Path.Combine(Folder, "kernels.csv"));

    public static ImmutableArray<KernelMeasurement> OfNetworks { get; } = KernelMeasurementFile.Load(Path.Combine(Folder, "network-kernels.csv"));

    public static ImmutableArray<Measurement> Networks { get; } = MeasurementFile.Load(Path.Combine(Folder, "networks.csv"));

    public static Network Load(string name) => NetworkImport.Load(Path.Combine(Folder, "networks", $"{name}.onnx")).Network;
}
