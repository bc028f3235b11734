using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Calibration;
using ISyNet.Onnx.Import;
using Microsoft.VisualBasic.FileIO;

namespace ISyNet.Cli.Profiles;

/// <summary>The networks that a file of measurements names: <c>NAME.onnx</c> of some folders, at the input that they were measured at.</summary>
internal static class MeasuredNetworks
{
    private const int ImageChannels = 3;

    /// <exception cref="ISyNetException">A network is missing, or was measured at several inputs; the message names it.</exception>
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

    /// <summary>The column <c>resolution</c>: <c>224x224</c> of an image, or the whole shape <c>1x28x28</c>; empty leaves it to the file.</summary>
    private static Dictionary<string, Shape?> Inputs(string file)
    {
        using var reader = new TextFieldParser(file) { Delimiters = [","], HasFieldsEnclosedInQuotes = true };
        var header = reader.ReadFields() ?? [];
        var (nameColumn, inputColumn) = (Column("name"), Column("resolution"));
        var inputs = new Dictionary<string, Shape?>(StringComparer.Ordinal);
        while (nameColumn >= 0 && inputColumn >= 0 && Row(reader, file) is { } row)
        {
            if (Math.Max(nameColumn, inputColumn) >= row.Length || row[inputColumn].Length == 0)
                continue;
            var shape = Shape.Parse(row[inputColumn].Split('x') is [_, _] ? $"{ImageChannels}x{row[inputColumn]}" : row[inputColumn]);
            if (!inputs.TryAdd(row[nameColumn], shape) && inputs[row[nameColumn]] != shape)
                throw new ISyNetException($"{file}: '{row[nameColumn]}' was measured at {inputs[row[nameColumn]]} and at {shape}: give the two different names");
        }

        return inputs;

        int Column(string name) => Array.FindIndex(header, cell => cell.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static string[]? Row(TextFieldParser reader, string file)
    {
        try
        {
            return reader.ReadFields();
        }
        catch (MalformedLineException error)
        {
            throw new ISyNetException($"{file}: line {reader.ErrorLineNumber} is not valid CSV: {error.Message}", error);
        }
    }
}
