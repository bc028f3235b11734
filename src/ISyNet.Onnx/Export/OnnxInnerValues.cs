using Google.Protobuf;
using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Export;

/// <summary>A model file changed in memory so that it also gives values from within: what a check of an export compares.</summary>
/// <param name="Model">The bytes of the changed model.</param>
/// <param name="Input">Name of its first input.</param>
/// <param name="Outputs">Names of the values, in the order asked for.</param>
public sealed record OnnxInnerValues(byte[] Model, string Input, string[] Outputs)
{
    /// <summary>Asks for the values that some nodes read first.</summary>
    /// <param name="path">The model file; it stays as it is.</param>
    /// <param name="nodes">The nodes, each by the name of its first output. Where one is missing, the model's own outputs are taken instead of all.</param>
    /// <exception cref="GraphException">The file cannot be read, or is no ONNX.</exception>
    public static OnnxInnerValues ReadBy(string path, params string[] nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var model = OnnxFile.Read(path);
        string[] own = [.. model.Graph.Output.Select(output => output.Name)];
        var readers = nodes.Select(name => model.Graph.Node.FirstOrDefault(node => node.Output[0] == name)).ToArray();
        var outputs = readers.Contains(null) ? own : [.. readers.Select(node => node!.Input[0])];
        model.Graph.Output.AddRange(outputs.Except(own).Select(name => new ValueInfoProto { Name = name }));
        return new OnnxInnerValues(model.ToByteArray(), model.Graph.Input[0].Name, outputs);
    }
}
