using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Export;

/// <summary>The ONNX form of each layer.</summary>
internal static class OnnxLayerWriter
{
    /// <exception cref="GraphException">The layer has no ONNX form; the message names it.</exception>
    public static void Add(OnnxGraphWriter writer, Layer layer)
    {
        if (layer.Op is Input)
            return;
        var inputs = writer.Inputs(layer);
        writer.SetValue(layer, layer.Op switch
        {
            Conv op => writer.AddNode("Conv", layer.Name, WithParameters(writer, layer, inputs, op.Bias), [.. Window(op.Window), Int("group", op.Groups)]),
            ConvTranspose op => writer.AddNode("ConvTranspose", layer.Name, WithParameters(writer, layer, inputs, op.Bias),
                [.. Window(op.Window), Int("group", op.Groups), Ints("output_padding", op.OutputPadH, op.OutputPadW)]),
            Linear op => AddLinear(writer, layer, op, inputs[0]),
            BatchNorm op => writer.AddNode("BatchNormalization", layer.Name,
                [inputs[0], .. writer.Network.Parameters(layer).Select(p => writer.Parameter(layer, p.Name))], Float("epsilon", op.Epsilon)),
            LayerNorm op when !layer.Output.IsMap => writer.AddNode("LayerNormalization", layer.Name,
                WithParameters(writer, layer, inputs, bias: true), Int("axis", -1), Float("epsilon", op.Epsilon)),
            Activation op => OnnxActivationWriter.Add(writer, layer.Name, op.Function, inputs[0]),
            Pool { Function: PoolKind.Max } op => writer.AddNode("MaxPool", layer.Name, inputs, [.. Window(op.Window), Int("ceil_mode", op.CeilMode ? 1 : 0)]),
            Pool { Function: PoolKind.Average } op => AddAveragePool(writer, layer, op, inputs),
            GlobalPool { Function: PoolKind.Max } => writer.AddNode("GlobalMaxPool", layer.Name, inputs),
            GlobalPool { Function: PoolKind.Average } => writer.AddNode("GlobalAveragePool", layer.Name, inputs),
            Elementwise { Function: ElementwiseKind.Add or ElementwiseKind.Sub or ElementwiseKind.Mul or ElementwiseKind.Div } op when inputs.Length == 2 => AddElementwise(writer, layer, op, inputs),
            Elementwise { Function: not ElementwiseKind.Other, Constant: not null } op when inputs.Length == 1 => writer.AddNode($"{op.Function}", layer.Name, [inputs[0], writer.Parameter(layer, "constant")]),
            Concat op => writer.AddNode("Concat", layer.Name, inputs, Int("axis", op.Axis + 1)),
            MatMul => writer.AddNode("MatMul", layer.Name, inputs),
            Flatten => writer.AddNode("Flatten", layer.Name, inputs, Int("axis", 1)),
            Reshape op => writer.AddNode("Reshape", layer.Name, [inputs[0], Target(writer, layer.Name, op.Target)]),
            Dropout => inputs[0],
            _ => throw new GraphException($"layer '{layer.Name}' ({layer.Op.Kind}) cannot be written as ONNX"),
        });
    }

    private static IEnumerable<string> WithParameters(OnnxGraphWriter writer, Layer layer, string[] inputs, bool bias) => [inputs[0], .. writer.Weights(layer, bias)];

    private static string AddLinear(OnnxGraphWriter writer, Layer layer, Linear op, string input)
    {
        if (layer.Output.Rank == 1)
            return writer.AddNode("Gemm", layer.Name, WithParameters(writer, layer, [input], op.Bias), Int("transB", 1));
        if (!op.Bias)
            return writer.AddNode("MatMul", layer.Name, [input, writer.Transposed(layer, "weight")]);
        var product = writer.AddNode("MatMul", $"{layer.Name}.matmul", [input, writer.Transposed(layer, "weight")]);
        return writer.AddNode("Add", layer.Name, [product, writer.Parameter(layer, "bias")]);
    }

    /// <summary>As in PyTorch, padding counts as zeros.</summary>
    private static string AddAveragePool(OnnxGraphWriter writer, Layer layer, Pool op, string[] inputs)
    {
        if (op.Window is not { DilationH: 1, DilationW: 1 })
            throw new GraphException($"layer '{layer.Name}': ONNX of this version has no dilated average pooling");
        return writer.AddNode("AveragePool", layer.Name, inputs,
            [.. Window(op.Window).SkipLast(1), Int("ceil_mode", op.CeilMode ? 1 : 0), Int("count_include_pad", 1)]);
    }

    /// <summary>Samples of different rank are broadcast from the right, which must not involve the batch.</summary>
    private static string AddElementwise(OnnxGraphWriter writer, Layer layer, Elementwise op, string[] inputs)
    {
        var shapes = writer.Network.InputShapes(layer);
        var rank = Math.Max(shapes[0].Rank, shapes[1].Rank);
        for (var i = 0; i < 2; i++)
        {
            if (shapes[i].Rank == rank)
                continue;
            var target = new Shape([.. Enumerable.Repeat(1, rank - shapes[i].Rank), .. shapes[i].Dims]);
            inputs[i] = writer.AddNode("Reshape", $"{layer.Name}.rank.{i}", [inputs[i], Target(writer, $"{layer.Name}.rank.{i}", target)]);
        }

        return writer.AddNode($"{op.Function}", layer.Name, inputs);
    }

    /// <summary>A reshape target that keeps the batch.</summary>
    private static string Target(OnnxGraphWriter writer, string name, Shape target) =>
        writer.Constant($"{name}.shape", [0, .. target.Dims.Select(d => (long)d)]);

    private static OnnxAttribute[] Window(Window window) =>
    [
        Ints("kernel_shape", window.KernelH, window.KernelW),
        Ints("strides", window.StrideH, window.StrideW),
        Ints("pads", window.PadTop, window.PadLeft, window.PadBottom, window.PadRight),
        Ints("dilations", window.DilationH, window.DilationW),
    ];

    private static OnnxAttribute Int(string name, long value) => new(name, value);

    private static OnnxAttribute Float(string name, double value) => new(name, (float)value);

    private static OnnxAttribute Ints(string name, params ReadOnlySpan<long> values) => new(name, [.. values]);
}
