using System.Collections.Immutable;
using ISyNet.Application.Results;
using ISyNet.Cli.Sources;
using ISyNet.Core.Results;
using ISyNet.Onnx.Export;
using ISyNet.Onnx.Signatures;

namespace ISyNet.Cli.Commands.Models;

/// <summary>A model file to measure.</summary>
/// <param name="Name">Name of the network.</param>
/// <param name="Path">The file.</param>
/// <param name="Precision">The precision of the file, or that of the device that will run it.</param>
internal sealed record MeasuredModel(string Name, string Path, string Precision);

/// <summary>Writes the networks to measure as ONNX files, each in the precision that was requested.</summary>
/// <param name="folder">Where the files are kept; null: in a temporary folder, which is deleted at the end.</param>
/// <param name="overwrites">Whether existing files may be overwritten.</param>
/// <param name="precision">The requested precision; null: that of each file.</param>
/// <param name="deviceChooses">Whether a device runs the files in a precision of its own, which is then only recorded.</param>
internal sealed class MeasuredModels(string? folder, bool overwrites, string? precision, bool deviceChooses) : IDisposable
{
    private const string Fp32 = "fp32", Int8 = "int8";
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly string? _temporary = folder is null ? Directory.CreateTempSubdirectory("isynet-measure-").FullName : null;

    /// <summary>The folder with the files; null if they are not kept.</summary>
    public string? Kept => folder;

    /// <summary>The folder for the networks of a file of measurements.</summary>
    public static string FolderBeside(string csv) => $"{Path.ChangeExtension(csv, null)}-networks";

    /// <summary>The files of networks.</summary>
    /// <exception cref="UsageException">A network is unknown, two have one name, or a file is of another precision.</exception>
    public ImmutableArray<MeasuredModel> Prepare(IReadOnlyList<string> nets) => [.. nets.Select(Prepare)];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }

    private MeasuredModel Prepare(string net)
    {
        if (ExistingFile(net) is not { } file)
            return Write(net);
        var name = Path.GetFileNameWithoutExtension(Directory.Exists(net) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(net)) : file);
        var copy = InFolder(name);
        if (folder is not null && Path.GetFullPath(copy) != Path.GetFullPath(file))
        {
            ResultFolder.RequireFree(copy, overwrites);
            AtomicFile.Write(copy, stream =>
            {
                using var source = File.OpenRead(file);
                source.CopyTo(stream);
            });
        }

        var own = ModelPrecision.Read(file);
        return deviceChooses || precision is null || precision == own
            ? new MeasuredModel(name, file, precision ?? own)
            : throw new UsageException($"{file} computes in {own}, and ONNX Runtime runs it so: leave out --precision {precision}{(precision == Int8 ? ", or convert a trained network with 'isynet quantize'" : "")}");
    }

    /// <summary>An ONNX file as it is: given by name, or the model of a detector, which does more than its network.</summary>
    private static string? ExistingFile(string net) =>
        NetworkSource.IsFile(net, ".onnx") && File.Exists(net) ? net
        : new DetectorFolder(net) is { HasDetector: true } detector && File.Exists(detector.Model) ? detector.Model
        : null;

    /// <summary>Networks without weights get zeros: the time of a dense kernel does not depend on values.</summary>
    private MeasuredModel Write(string net)
    {
        var form = precision switch
        {
            Int8 => QuantizedForm.ShapesOnly,
            null or Fp32 => null,
            _ when deviceChooses => null,
            var other => throw UsageException.Unknown("precision", other, [Fp32, Int8]),
        };
        var network = NetworkSource.Load(net, InputShapes.None).Network;
        var path = InFolder(network.Name);
        ResultFolder.RequireFree(path, overwrites);
        OnnxExport.WriteShapesOnly(path, network, new OnnxExportOptions { Quantization = form });
        return new MeasuredModel(network.Name, path, precision ?? Fp32);
    }

    private string InFolder(string name) => _names.Add(name)
        ? Path.Combine(folder ?? _temporary!, $"{name}.onnx")
        : throw new UsageException($"two networks have the name '{name}'");
}
