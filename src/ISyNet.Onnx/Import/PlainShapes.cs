using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// The shapes of a plain network: float tensors of known size, and the usual operators of convolutional networks (ONNX operator sets 7 to 22). Each
/// shape follows from a formula, so such a file needs no ONNX Runtime, which takes longer to load than the rest of an import. Anything else goes to
/// ONNX Runtime, which also says what is wrong with a faulty graph.
/// </summary>
internal static class PlainShapes
{
    private const int OldestOpset = 7, NewestOpset = 22;

    /// <summary>Adds the shape of every value of a graph to a table, and returns it; null if the graph is not plain: the table is then incomplete.</summary>
    public static TensorTable? Infer(OnnxGraph graph, TensorTable tensors)
    {
        if (graph.Inputs.Any(input => !IsFloat(tensors, input.Name)) || graph.Model.Graph.SparseInitializer.Count > 0)
            return null;
        foreach (var node in graph.Nodes)
        {
            if (node.Op == "Constant" && tensors.Knows(node.Output))
                continue;
            if (IsFilled(node, graph, out var filled))
            {
                tensors.Add(node.Output, (int)OnnxDataType.Float, filled);
                continue;
            }

            if (node.IsCarried || node.Domain != OnnxNode.OnnxDomain || node.Opset is < OldestOpset or > NewestOpset || node.Proto.Output.Count != 1
                || graph.IsConstant(node.Output) || tensors.Knows(node.Output) || !IsFloat(tensors, node.Input(0)))
                return null;
            if (Output(node, graph, tensors) is not { } dims || dims.Any(dim => dim is < 1 or > int.MaxValue))
                return null;
            tensors.Add(node.Output, (int)OnnxDataType.Float, dims);
        }

        return tensors;
    }

    private static bool IsFloat(TensorTable tensors, string value) => tensors.Knows(value) && tensors.ElementType(value) == (int)OnnxDataType.Float;

    /// <summary>Whether the node stands for a weight whose numbers the file leaves out: floats of a stored shape, all alike.</summary>
    private static bool IsFilled(OnnxNode node, OnnxGraph graph, out long[] dims)
    {
        dims = node is { Op: "ConstantOfShape", Domain: OnnxNode.OnnxDomain } && Has(node, 1, 1, "value") && node.Proto.Attribute("value") is null or { T.DataType: (int)OnnxDataType.Float }
            && graph.Stored(node.Input(0)) is { DataType: (int)OnnxDataType.Int64, Dims.Count: 1 } shape && InferenceModel.IsSmall(shape) ? shape.Integers() ?? [] : [];
        return dims.Length > 0 && dims.All(dim => dim is > 0 and <= int.MaxValue);
    }

    private static long[]? Output(OnnxNode node, OnnxGraph graph, TensorTable tensors)
    {
        var dims = tensors.Dims(node.Input(0));
        return node.Op switch
        {
            "Conv" when Has(node, 2, 3, "auto_pad", "dilations", "group", "kernel_shape", "pads", "strides") => Convolution(node, tensors, dims),
            "MaxPool" or "AveragePool" when Has(node, 1, 1, "auto_pad", "ceil_mode", "count_include_pad", "dilations", "kernel_shape", "pads", "storage_order", "strides") =>
                node.Proto.Ints("kernel_shape") is { } kernel && kernel.Length == dims.Length - 2 && node.Proto.Int("ceil_mode") == 0 && node.Proto.Int("storage_order") == 0
                    ? Windowed(node, dims, dims[1], kernel) : null,
            "GlobalAveragePool" or "GlobalMaxPool" when Has(node, 1, 1) && dims.Length > 2 => [dims[0], dims[1], .. Enumerable.Repeat(1L, dims.Length - 2)],
            "BatchNormalization" when Has(node, 5, 5, "epsilon", "momentum", "training_mode") => node.Proto.Int("training_mode") == 0 && dims.Length > 1
                && node.Proto.Input.Skip(1).All(value => IsFloat(tensors, value) && tensors.Dims(value) is [var channels] && channels == dims[1]) ? dims : null,
            "Relu" or "Sigmoid" or "Tanh" or "HardSwish" or "Softplus" or "Identity" or "Mish" when Has(node, 1, 1) => dims,
            "LeakyRelu" or "Elu" when Has(node, 1, 1, "alpha") => dims,
            "HardSigmoid" when Has(node, 1, 1, "alpha", "beta") => dims,
            "Clip" when Has(node, 1, 3, "min", "max") => node.Proto.Input.Skip(1).All(value => value.Length == 0 || (IsFloat(tensors, value) && tensors.Dims(value).Length == 0)) ? dims : null,
            "Dropout" when Has(node, 1, 1, "ratio", "seed") => dims,
            "Softmax" or "LogSoftmax" when Has(node, 1, 1, "axis") => Axis(node.Proto.Int("axis", -1), dims.Length) is null ? null : dims,
            "Add" or "Sub" or "Mul" or "Div" when Has(node, 2, 2) && IsFloat(tensors, node.Input(1)) => ShapeRules.Broadcast(dims, tensors.Dims(node.Input(1))),
            "Flatten" when Has(node, 1, 1, "axis") => Axis(node.Proto.Int("axis", 1), dims.Length) is { } axis ? [Elements(dims[..axis]), Elements(dims[axis..])] : null,
            "Gemm" when Has(node, 2, 3, "alpha", "beta", "transA", "transB") => Gemm(node, tensors, dims),
            "Concat" when Has(node, 1, int.MaxValue, "axis") && node.Proto.Attribute("axis") is not null && node.Proto.Input.All(value => IsFloat(tensors, value)) =>
                Joined([.. node.Proto.Input.Select(tensors.Dims)], Axis(node.Proto.Int("axis"), dims.Length)),
            "Reshape" when Has(node, 2, 2) && graph.Stored(node.Input(1)) is { } target && InferenceModel.IsSmall(target) && target.Dims.Count == 1 => Reshaped(dims, target.Integers()),
            "Transpose" when Has(node, 1, 1, "perm") => node.Proto.Ints("perm") is { } order && order.Order().SequenceEqual(Enumerable.Range(0, dims.Length).Select(i => (long)i))
                ? [.. order.Select(axis => dims[axis])] : null,
            _ => null,
        };
    }

    /// <summary>Whether the node has so many inputs and no attribute but these.</summary>
    private static bool Has(OnnxNode node, int fewest, int most, params ReadOnlySpan<string> attributes)
    {
        foreach (var attribute in node.Proto.Attribute)
        {
            if (!attributes.Contains(attribute.Name))
                return false;
        }

        return node.Proto.Input.Count >= fewest && node.Proto.Input.Count <= most;
    }

    private static long[]? Convolution(OnnxNode node, TensorTable tensors, long[] dims)
    {
        if (!IsFloat(tensors, node.Input(1)) || tensors.Dims(node.Input(1)) is not [var outputs, var depth, .. var kernel] || kernel.Length != dims.Length - 2)
            return null;
        var group = node.Proto.Int("group", 1);
        var bias = node.Input(2);
        var fits = group > 0 && dims[1] == depth * group && outputs % group == 0
            && (node.Proto.Ints("kernel_shape") is not { } given || given.SequenceEqual(kernel))
            && (bias.Length == 0 || (IsFloat(tensors, bias) && tensors.Dims(bias) is [var length] && length == outputs));
        return fits ? Windowed(node, dims, outputs, kernel) : null;
    }

    /// <summary>What windows over the dimensions behind the first two give: floor((size + padding - dilation (kernel - 1) - 1) / stride) + 1.</summary>
    private static long[]? Windowed(OnnxNode node, long[] dims, long channels, long[] kernel)
    {
        var spatial = kernel.Length;
        if (spatial < 1 || node.Proto.Text("auto_pad", "NOTSET") is not ("NOTSET" or ""))
            return null;
        var ones = Enumerable.Repeat(1L, spatial).ToArray();
        var (strides, dilations, pads) = (node.Proto.Ints("strides") ?? ones, node.Proto.Ints("dilations") ?? ones, node.Proto.Ints("pads") ?? new long[2 * spatial]);
        if (strides.Length != spatial || dilations.Length != spatial || pads.Length != 2 * spatial
            || strides.Concat(dilations).Concat(kernel).Any(value => value is < 1 or > int.MaxValue) || pads.Any(pad => pad is < 0 or > int.MaxValue))
            return null;
        var output = new long[dims.Length];
        (output[0], output[1]) = (dims[0], channels);
        for (var i = 0; i < spatial; i++)
        {
            var room = dims[i + 2] + pads[i] + pads[i + spatial] - (dilations[i] * (kernel[i] - 1)) - 1;
            output[i + 2] = room < 0 ? 0 : (room / strides[i]) + 1;
        }

        return output;
    }

    private static long[]? Gemm(OnnxNode node, TensorTable tensors, long[] left)
    {
        if (left.Length != 2 || !IsFloat(tensors, node.Input(1)) || tensors.Dims(node.Input(1)) is not [var high, var wide])
            return null;
        var (rows, inner) = node.Proto.Int("transA") == 0 ? (left[0], left[1]) : (left[1], left[0]);
        var (depth, columns) = node.Proto.Int("transB") == 0 ? (high, wide) : (wide, high);
        var bias = node.Input(2);
        return inner == depth && (bias.Length == 0 || (IsFloat(tensors, bias) && ShapeRules.Broadcast([rows, columns], tensors.Dims(bias)) is [var r, var c] && r == rows && c == columns))
            ? [rows, columns] : null;
    }

    private static long[]? Joined(long[][] parts, int? axis)
    {
        if (axis is not { } along || parts.Any(part => part.Length != parts[0].Length || part.Where((dim, i) => i != along && dim != parts[0][i]).Any()))
            return null;
        long[] whole = [.. parts[0]];
        whole[along] = parts.Sum(part => part[along]);
        return whole;
    }

    private static long[]? Reshaped(long[] from, long[]? to)
    {
        if (to is null || to.Where((dim, i) => dim < -1 || (dim == 0 && i >= from.Length)).Any() || to.Count(dim => dim == -1) > 1)
            return null;
        var dims = to.Select((dim, i) => dim == 0 ? from[i] : dim).ToArray();
        var (whole, rest) = (Elements(from), Elements([.. dims.Where(dim => dim != -1)]));
        var free = Array.IndexOf(dims, -1);
        if (rest < 1 || (free < 0 ? rest != whole : whole % rest != 0))
            return null;
        if (free >= 0)
            dims[free] = whole / rest;
        return dims;
    }

    private static int? Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : null;

    // Overflow is an error that the import reports.
    private static long Elements(long[] dims) => dims.Aggregate(1L, (product, dim) => checked(product * dim));
}
