using System.Collections.Immutable;
using ISyNet.Core.Csv;
using ISyNet.Graph;
using ISyNet.Hardware.Calibration;
using ISyNet.Onnx.Import;

namespace ISyNet.Application.Profiling;

/// <summary>The networks of a file of measurements: <c>NAME.onnx</c> in the given folders, with the input of the measurement.</summary>
internal static class MeasuredNetworks
{
    private const int ImageChannels = 3;
    private const int MaxRows = 100_000;

    /// <exception cref="ISyNetException">A network is missing, or was measured at more than one input; the message names it.</exception>
    public static Dictionary<string, Network> Load(
        string measurementsFile, ImmutableArray<Measurement> measurements, IReadOnlyList<string> folders, Action<double> progress, CancellationToken cancellation)
    {
        var inputs = Inputs(measurementsFile);
        var names = measurements.Select(m => m.Network).Distinct(StringComparer.Ordinal).ToArray();
        var networks = new Dictionary<string, Network>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            cancellation.ThrowIfCancellationRequested();
            var files = folders.Select(folder => Path.Combine(folder, $"{name}.onnx")).ToArray();
            if (Path.GetFileName(name) != name || files.FirstOrDefault(File.Exists) is not { } file)
                throw new ISyNetException($"{measurementsFile}: '{name}' was measured, but there is no file {string.Join(" or ", files)}: add it, or remove its rows");
            networks[name] = NetworkImport.Load(file, new NetworkImportOptions { Input = inputs.GetValueOrDefault(name) }, cancellation).Network;
            progress((double)networks.Count / names.Length);
        }

        return networks;
    }

    /// <summary>The column <c>resolution</c>: <c>224x224</c> of an image, or the whole shape <c>1x28x28</c>; if it is empty, the file decides.</summary>
    private static Dictionary<string, Shape?> Inputs(string file)
    {
        var inputs = new Dictionary<string, Shape?>(StringComparer.Ordinal);
        foreach (var row in CsvTable.Load(file, MaxRows))
        {
            var (name, resolution) = (row.Text("name"), row.Text("resolution"));
            if (resolution.Length == 0)
                continue;
            var shape = Shape.Parse(resolution.Split('x') is [_, _] ? $"{ImageChannels}x{resolution}" : resolution);
            if (!inputs.TryAdd(name, shape) && inputs[name] != shape)
                throw new ISyNetException($"{file}: '{name}' was measured at {inputs[name]} and at {shape}: give the two different names");
        }

        return inputs;
    }
}
