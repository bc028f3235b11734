using System.Collections.Immutable;
using Google.Protobuf;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Export;

/// <summary>An exported file. It finds inner values and makes them outputs.</summary>
public sealed class ExportedModel
{
    private readonly ModelProto _model;

    private ExportedModel(ModelProto model) => _model = model;

    /// <summary>Reads a file.</summary>
    /// <exception cref="Graph.GraphException">The file cannot be read, is no ONNX, or is cut off; the message names it.</exception>
    public static ExportedModel Read(string path) => new(OnnxFile.Read(path));

    /// <summary>The name of its first input.</summary>
    public string Input => _model.Graph.Input[0].Name;

    /// <summary>The names of its outputs.</summary>
    public ImmutableArray<string> Outputs => [.. _model.Graph.Output.Select(output => output.Name)];

    /// <summary>The first input of the node with a given output; null if there is no such node.</summary>
    public string? FirstInputOf(string value) => _model.Graph.Node.FirstOrDefault(node => node.Output[0] == value)?.Input[0];

    /// <summary>The bytes of the file, with inner values as additional outputs.</summary>
    public byte[] WithOutputs(IEnumerable<string> values)
    {
        var model = _model.Clone();
        foreach (var value in values.Except(Outputs))
            model.Graph.Output.Add(new ValueInfoProto { Name = value });
        return model.ToByteArray();
    }
}
