using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Calibration;
using ISyNet.Onnx.Import;

namespace ISyNet.Application.Profiling;

/// <summary>The networks of a file of measurements: <c>NAME.onnx</c> in the given folders, with the input of the measurement.</summary>
internal static class MeasuredNetworks
{
    /// <exception cref="ISyNetException">A network is missing; the message names it.</exception>
    public static Dictionary<string, Network> Load(
        string measurementsFile, ImmutableArray<Measurement> measurements, IReadOnlyList<string> folders, Action<double> progress, CancellationToken cancellation)
    {
        var inputs = measurements.GroupBy(m => m.Network, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Input, StringComparer.Ordinal);
        var networks = new Dictionary<string, Network>(StringComparer.Ordinal);
        foreach (var (name, input) in inputs)
        {
            cancellation.ThrowIfCancellationRequested();
            var files = folders.Select(folder => Path.Combine(folder, $"{name}.onnx")).ToArray();
            if (Path.GetFileName(name) != name || files.FirstOrDefault(File.Exists) is not { } file)
                throw new ISyNetException($"{measurementsFile}: '{name}' was measured, but {string.Join(" or ", files)} is no file: add it or take its rows out");
            networks[name] = NetworkImport.Load(file, new NetworkImportOptions { Input = input }, cancellation).Network;
            progress((double)networks.Count / inputs.Count);
        }

        return networks;
    }
}
