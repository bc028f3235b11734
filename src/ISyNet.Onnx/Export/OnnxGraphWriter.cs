using System.Runtime.InteropServices;
using Google.Protobuf;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Export;

/// <summary>
/// Builds the ONNX graph of a network. Values have the names of layers, and weights their full names. An export adds its
/// operations after the outputs of the network here.
/// </summary>
public sealed class OnnxGraphWriter
{
    private const string InputName = "input";
    private const string OutputName = "logits";

    private readonly WeightSet? _weights;
    private readonly Dictionary<string, string> _valueOf = new(StringComparer.Ordinal);
    private readonly QuantizedValues? _quantized;

    internal OnnxGraphWriter(Network network, WeightSet? weights, QuantizedForm? form = null)
    {
        (Network, _weights) = (network, weights);
        _quantized = form is null ? null : new QuantizedValues(this, form);
        Graph = new() { Name = network.Name };
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>The graph so far.</summary>
    internal GraphProto Graph { get; }

    /// <summary>The name of a layer's output value.</summary>
    public string ValueOf(int layer) => _valueOf[Network.Layers[layer].Name];

    /// <summary>Sets the name of a layer's output value.</summary>
    internal void SetValue(Layer layer, string value) => _valueOf[layer.Name] = value;

    /// <summary>Declares the inputs; the first one goes under an agreed name.</summary>
    internal void AddInputs()
    {
        var inputs = Network.Layers.Where(layer => layer.Op is Input).ToArray();
        for (var i = 0; i < inputs.Length; i++)
        {
            var name = i == 0 ? InputName : inputs[i].Name;
            Graph.Input.Add(Declare(name, inputs[i].Output));
            SetValue(inputs[i], name);
        }
    }

    /// <summary>Adds a node with one output of the same name.</summary>
    /// <param name="op">The operator, of opset 17.</param>
    /// <param name="name">A name that no other value has.</param>
    /// <param name="inputs">Names of the values that it reads.</param>
    /// <param name="attributes">Its settings.</param>
    /// <returns>The name.</returns>
    public string AddNode(string op, string name, IEnumerable<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = new NodeProto { OpType = op, Name = name, Input = { inputs }, Output = { name } };
        foreach (var attribute in attributes)
            node.Attribute.Add(attribute.Proto);
        Graph.Node.Add(node);
        return name;
    }

    /// <summary>Whether the parameters have values.</summary>
    internal bool HasWeights => _weights is not null;

    /// <summary>The inputs of a layer, in the form that it reads.</summary>
    internal string[] Inputs(Layer layer) => [.. layer.Inputs.Select(input => _quantized?.Read(layer, input) ?? ValueOf(input))];

    /// <summary>The weight of a convolution or a linear layer, with its outputs along the first dimension, and its bias if it has one.</summary>
    internal IEnumerable<string> Weights(Layer layer, bool bias)
    {
        var form = _quantized is not null && QuantizedValues.TakesBytes(layer) ? _quantized : null;
        yield return form?.Weight(layer) ?? Parameter(layer, "weight");
        if (bias)
            yield return form?.Bias(layer) ?? Parameter(layer, "bias");
    }

    /// <summary>Dimensions and values of a parameter; no values without weights.</summary>
    internal (Shape Dims, float[]? Values) Values(Layer layer, string parameter) =>
        (Network.Parameters(layer).First(p => p.Name == parameter).Dims, _weights?[$"{layer.Name}.{parameter}"].Values);

    /// <summary>The parameter of a layer: its values, or zeros of its shape that take no space.</summary>
    internal string Parameter(Layer layer, string parameter)
    {
        var (name, (dims, values)) = ($"{layer.Name}.{parameter}", Values(layer, parameter));
        return values is null ? Zeros(name, dims) : Constant(name, dims, values);
    }

    /// <summary>A transposed matrix parameter.</summary>
    internal string Transposed(Layer layer, string parameter)
    {
        var (name, (dims, values)) = ($"{layer.Name}.{parameter}", Values(layer, parameter));
        var (rows, columns) = (dims[0], dims[1]);
        if (values is null)
            return Zeros(name, new Shape(columns, rows));
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = values[(i % rows * columns) + (i / rows)];
        return Constant(name, new Shape(columns, rows), result);
    }

    /// <summary>Adds a constant of numbers.</summary>
    /// <returns>The name.</returns>
    public string Constant(string name, Shape dims, float[] values) =>
        Constant(name, OnnxDataType.Float, [.. dims.Dims.Select(d => (long)d)], MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>Adds a constant list of whole numbers.</summary>
    /// <returns>The name.</returns>
    public string Constant(string name, long[] values) => Constant(name, OnnxDataType.Int64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>Adds a constant of any type, given by its bytes; without dimensions it is a single value.</summary>
    internal string Constant(string name, OnnxDataType type, long[] dims, ReadOnlySpan<byte> bytes)
    {
        Graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)type, Dims = { dims }, RawData = ByteString.CopyFrom(bytes) });
        return name;
    }

    /// <summary>Declares the network's own outputs.</summary>
    internal void AddOutputs()
    {
        for (var i = 0; i < Network.Outputs.Length; i++)
        {
            // The output has a fixed name, independent of the last layer.
            var name = i == 0 ? OutputName : $"output_{i}";
            AddNode("Identity", name, [ValueOf(Network.Outputs[i])]);
            Graph.Output.Add(Declare(name, Network.Layers[Network.Outputs[i]].Output));
        }
    }

    /// <summary>Declares a value as an output with a free first dimension of the given name.</summary>
    public void AddOutput(string value, OnnxDataType type, string firstDimension, params ReadOnlySpan<long> dims)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = firstDimension } } };
        foreach (var dim in dims)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = dim });
        Graph.Output.Add(new ValueInfoProto
        {
            Name = value,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        });
    }

    private string Zeros(string name, Shape dims)
    {
        var shape = Constant($"{name}.shape", [.. dims.Dims.Select(d => (long)d)]);
        return AddNode("ConstantOfShape", name, [shape]);
    }

    private static ValueInfoProto Declare(string name, Shape sample)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        foreach (var dim in sample.Dims)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = dim });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)OnnxDataType.Float, Shape = shape } },
        };
    }
}
