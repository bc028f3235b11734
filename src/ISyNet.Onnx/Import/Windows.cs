using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// A feature map of the file as (channels, height, width). One spatial dimension becomes the width. With three, or with
/// several samples in one, the height includes the outer ones: the work stays the same.
/// </summary>
internal static class Windows
{
    public static Shape Map(OnnxNode node, long[] dims)
    {
        if (dims.Length is < 3 or > 5 || dims.Any(d => d < 1))
            throw node.Error($"needs a feature map of 3 to 5 dimensions, not {string.Join('x', dims)}");
        var height = dims[0] * dims[2..^1].Aggregate(1L, (product, dim) => checked(product * dim));
        return dims[1] <= int.MaxValue && height <= int.MaxValue && dims[^1] <= int.MaxValue
            ? Shape.Map((int)dims[1], (int)height, (int)dims[^1])
            : throw node.Error($"{string.Join('x', dims)} is too large");
    }

    /// <summary>The window of a node from its attributes and the real sizes of its input and output.</summary>
    public static Window FromNode(OnnxNode node, long[] kernel, long[] input, long[] output, bool transposed = false)
    {
        var spatial = input.Length - 2;
        if (kernel.Length != spatial || spatial < 1 || output.Length != input.Length)
            throw node.Error($"its kernel has {kernel.Length} dimensions, its input {spatial}");
        var strides = List(node, "strides", spatial, 1);
        var dilations = List(node, "dilations", spatial, 1);
        var (begin, end) = Pads(node, kernel, strides, dilations, transposed ? output[2..] : input[2..], transposed ? input[2..] : output[2..]);
        var (w, h) = (spatial - 1, spatial - 2);
        // With three dimensions, the two outer kernel sizes are multiplied, which keeps the area.
        var kernelH = kernel[..^1].Aggregate(1L, (product, k) => product * k);
        return spatial == 1
            ? new Window(1, Small(node, kernel[w]), 1, strides[w], 0, begin[w], 0, end[w], 1, dilations[w])
            : new Window(Small(node, kernelH), Small(node, kernel[w]), strides[h], strides[w], begin[h], begin[w], end[h], end[w], dilations[h], dilations[w]);
    }

    private static (int[] Begin, int[] End) Pads(OnnxNode node, long[] kernel, int[] strides, int[] dilations, long[] large, long[] small)
    {
        var mode = node.Proto.Text("auto_pad", "NOTSET");
        if (mode is "NOTSET" or "")
        {
            var pads = List(node, "pads", kernel.Length * 2, 0);
            return (pads[..kernel.Length], pads[kernel.Length..]);
        }

        var (begin, end) = (new int[kernel.Length], new int[kernel.Length]);
        for (var i = 0; i < kernel.Length && mode != "VALID"; i++)
        {
            var total = Math.Max(0, ((small[i] - 1) * strides[i]) + ((kernel[i] - 1) * dilations[i]) + 1 - large[i]);
            var less = Small(node, total / 2);
            var more = Small(node, total - (total / 2));
            (begin[i], end[i]) = mode == "SAME_LOWER" ? (more, less) : (less, more);
        }

        return (begin, end);
    }

    private static int[] List(OnnxNode node, string name, int count, int fallback)
    {
        var values = node.Proto.Ints(name);
        if (values is null)
            return [.. Enumerable.Repeat(fallback, count)];
        return values.Length == count
            ? [.. values.Select(v => Small(node, v))]
            : throw node.Error($"'{name}' has {values.Length} entries, not {count}");
    }

    private static int Small(OnnxNode node, long value) => value is >= -1_000_000 and <= 1_000_000 ? (int)value
        : throw node.Error($"a kernel, stride, padding or dilation is {value}");
}
