using System.Runtime.InteropServices;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Export;

/// <summary>Adds the quantised values, weights and biases to a graph, each once.</summary>
internal sealed class QuantizedValues(OnnxGraphWriter writer, QuantizedForm form)
{
    private const string WeightName = "weight";
    private readonly Dictionary<int, string> _values = [];
    private readonly Dictionary<int, int> _readers = writer.Network.Layers.SelectMany(layer => layer.Inputs).CountBy(input => input).ToDictionary();

    /// <summary>
    /// The output of a layer as another layer reads it. It is quantised, except before a ReLU that alone reads it, which becomes part of the operator before, and
    /// before the shift and scale of pixels.
    /// </summary>
    public string Read(Layer reader, int layer)
    {
        if (!TakesBytes(reader))
            return writer.ValueOf(layer);
        var isFused = reader.Op is Activation { Function: ActivationKind.Relu or ActivationKind.Relu6 } && _readers[layer] == 1 && writer.Network.Layers[layer].Op is not Input;
        var isPixels = reader.Op is Elementwise { Constant: not null } && writer.Network.Layers[layer].Op is Input or Elementwise { Constant: not null };
        return isFused || isPixels ? writer.ValueOf(layer) : Quantized(layer);
    }

    /// <summary>Whether the layer has a form that works on bytes; a transposed convolution, an attention or a normalisation has none here, and stays in float.</summary>
    public static bool TakesBytes(Layer layer) => layer.Op is Conv or Elementwise or Pool or GlobalPool or Concat or Activation or Flatten or Reshape or Dropout
        || layer.Op is Linear && layer.Output.Rank == 1;

    /// <summary>The weight of a layer, with one scale for each index of its first dimension, the outputs.</summary>
    public string Weight(Layer layer)
    {
        var name = $"{layer.Name}.{WeightName}";
        var (dims, values) = writer.Values(layer, WeightName);
        var scales = WeightScales(layer);
        var bytes = new sbyte[dims.Elements];
        var perOutput = bytes.Length / scales.Length;
        for (var i = 0; i < (values?.Length ?? 0); i++)
            bytes[i] = (sbyte)MathF.Round(values![i] / scales[i / perOutput]);
        writer.Constant($"{name}.int8", OnnxDataType.Int8, [.. dims.Dims.Select(dim => (long)dim)], MemoryMarshal.AsBytes(bytes.AsSpan()));
        writer.Constant($"{name}.scale", Shape.Vector(scales.Length), scales);
        writer.Constant($"{name}.zero", OnnxDataType.Int8, [scales.Length], new byte[scales.Length]);
        return writer.AddNode("DequantizeLinear", name, [$"{name}.int8", $"{name}.scale", $"{name}.zero"], new OnnxAttribute("axis", 0));
    }

    /// <summary>The bias of a layer, in steps of the products of its input and its weights.</summary>
    public string Bias(Layer layer)
    {
        var name = $"{layer.Name}.bias";
        var input = Range(layer.Inputs[0]).Scale;
        float[] steps = [.. WeightScales(layer).Select(scale => input * scale)];
        var bias = writer.Values(layer, "bias").Values;
        int[] numbers = [.. steps.Select((step, i) => bias is null ? 0 : (int)Math.Clamp(Math.Round((double)bias[i] / step), int.MinValue, int.MaxValue))];
        writer.Constant($"{name}.int32", OnnxDataType.Int32, [steps.Length], MemoryMarshal.AsBytes(numbers.AsSpan()));
        writer.Constant($"{name}.scale", Shape.Vector(steps.Length), steps);
        return writer.AddNode("DequantizeLinear", name, [$"{name}.int32", $"{name}.scale"], new OnnxAttribute("axis", 0));
    }

    private string Quantized(int layer)
    {
        if (_values.TryGetValue(layer, out var known))
            return known;
        var (name, range) = (writer.Network.Layers[layer].Name, Range(layer));
        var scale = writer.Constant($"{name}.scale", OnnxDataType.Float, [], MemoryMarshal.AsBytes([range.Scale]));
        var zero = writer.Constant($"{name}.zero", OnnxDataType.UInt8, [], [range.ZeroPoint]);
        var bytes = writer.AddNode("QuantizeLinear", $"{name}.quantized", [writer.ValueOf(layer), scale, zero]);
        return _values[layer] = writer.AddNode("DequantizeLinear", $"{name}.dequantized", [bytes, scale, zero]);
    }

    /// <summary>The range of a layer's output. What only moves or selects values keeps the range of its input, so that it can work on the bytes.</summary>
    private ValueRange Range(int layer)
    {
        var source = writer.Network.Layers[layer];
        if (source.Op is Flatten or Reshape or Dropout or Pool { Function: PoolKind.Max } or GlobalPool { Function: PoolKind.Max })
            return Range(source.Inputs[0]);
        return form.Ranges.TryGetValue(source.Name, out var range) ? range
            : writer.HasWeights ? throw new GraphException($"layer '{source.Name}' has no range: it cannot be quantised")
            : new ValueRange(0, 1);
    }

    private float[] WeightScales(Layer layer)
    {
        var (dims, values) = writer.Values(layer, WeightName);
        var largest = new float[dims[0]];
        var perOutput = dims.Elements / largest.Length;
        for (var i = 0; i < (values?.Length ?? 0); i++)
            largest[i / perOutput] = Math.Max(largest[i / perOutput], Math.Abs(values![i]));
        var steps = (1 << (form.WeightBits - 1)) - 1;
        // A channel of zeros has any scale.
        return [.. largest.Select(most => most > 0 ? most / steps : 1f / steps)];
    }
}
