using System.Collections.Immutable;
using Google.Protobuf;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Export;

/// <summary>An exported file, to look for values inside of it and to make them readable.</summary>
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

    /// <summary>The value that the node of a given output reads first; null when there is no such node.</summary>
    public string? FirstInputOf(string value) => _model.Graph.Node.FirstOrDefault(node => node.Output[0] == value)?.Input[0];

    /// <summary>The file's bytes, with values from inside as further outputs.</summary>
    public byte[] WithOutputs(IEnumerable<string> values)
    {
        var model = _model.Clone();
        foreach (var value in values.Except(Outputs))
            model.Graph.Output.Add(new ValueInfoProto { Name = value });
        return model.ToByteArray();
    }
}
