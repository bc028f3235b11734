using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ISyNet.Core.Csv;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;

namespace ISyNet.Predictors.Fitting;

/// <summary>
/// Reads times of single kernels from CSV (docs/kernels.md): with a column per size (<c>op, batch, in_channels, …, ms</c>), or with the
/// shapes of tensors as in a model file (<c>op, batch, inputs, output, weight, strides, pads, dilations, group, ms</c>).
/// </summary>
public static partial class KernelMeasurementFile
{
    private const int MostRows = 1_000_000;
    private const string Blocked = "blocked", ChannelsFirst = "channels-first";

    private static readonly string[] Sizes =
        ["in_channels", "in_height", "in_width", "out_channels", "out_height", "out_width", "kernel_h", "kernel_w", "stride", "dilation", "groups"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="DeviceException">It cannot be read, or a row is not valid; the message names file, line and rule.</exception>
    public static ImmutableArray<KernelMeasurement> Load(string path)
    {
        try
        {
            var rows = CsvTable.Load(path, MostRows);
            if (rows.IsEmpty)
                throw new DeviceException("contains no kernels");
            var byShapes = rows[0].Has("inputs");
            rows[0].Require(["op", "batch", "ms", .. byShapes ? ["output"] : Sizes]);
            return [.. rows.Select(row => Read(row, byShapes))];
        }
        catch (ISyNetException error)
        {
            throw new DeviceException($"{path}: {error.Message}", error);
        }
    }

    private static KernelMeasurement Read(CsvRow row, bool byShapes)
    {
        var batch = Whole(row, "batch", 1, 1 << 20);
        var kernel = byShapes ? FromShapes(row) : InLayout(row, FromSizes(row.Text("op"), Sizes.Select(size => Whole(row, size, 1, 1 << 24)).ToArray()));
        if (kernel.FirstProblem() is { } problem)
            throw row.Error(problem);
        var network = row.Text("network") is { Length: > 0 } named ? named : row.Text("first_seen_in");
        return new KernelMeasurement(kernel, batch, row.Number("ms", 1e-6, 1e7) * 1e3, network.Length > 0 ? network : null);
    }

    /// <summary>The header of the form with sizes, for files that grow by <see cref="Line"/>.</summary>
    internal static string Header => string.Join(',', (string[])["op", "batch", .. Sizes, "layout", "ms", "network"]);

    /// <summary>A row of the form with sizes.</summary>
    internal static string Line(KernelMeasurement measured)
    {
        var k = measured.Kernel;
        var op = k.Function switch { KernelFunction.Conv => "conv-none", KernelFunction.ConvActivation => "conv-relu", KernelFunction.ConvAddActivation => "conv-addrelu", var other => other };
        var layout = k.IsBlocked ? Blocked : k.ChannelsFirst ? ChannelsFirst : "";
        return string.Create(CultureInfo.InvariantCulture, $"{op},{measured.Batch},{k.InChannels},{k.InHeight},{k.InWidth},{k.OutChannels},{k.OutHeight},{k.OutWidth},{k.KernelHeight},{k.KernelWidth},{k.Stride},{k.Dilation},{k.Groups},{layout},{measured.Us * 1e-3:G6},{measured.Network}");
    }

    private static Kernel InLayout(CsvRow row, Kernel kernel) => row.Text("layout") switch
    {
        "" => kernel,
        Blocked => kernel with { IsBlocked = true },
        ChannelsFirst => kernel with { ChannelsFirst = true },
        var other => throw row.Error($"'{other}' is no layout: there are {Blocked}, {ChannelsFirst}, and none"),
    };

    private static Kernel FromSizes(string op, int[] s)
    {
        var function = op switch { "conv-none" => KernelFunction.Conv, "conv-relu" => KernelFunction.ConvActivation, "conv-addrelu" => KernelFunction.ConvAddActivation, _ => op };
        var (entering, leaving) = ((long)s[0] * s[1] * s[2], (long)s[3] * s[4] * s[5]);
        var kernel = new Kernel(function, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], entering, leaving);
        return function switch
        {
            KernelFunction.ConvAddActivation => kernel with { InElements = entering + leaving },
            KernelFunction.Add or KernelFunction.Mul => kernel with { InElements = 2 * leaving },
            KernelFunction.MulChannel => kernel with { InElements = leaving + s[3] },
            KernelFunction.Concat => kernel with { InChannels = s[3], InElements = leaving },
            KernelFunction.Upsample => kernel with { InChannels = s[3], InHeight = s[4], InWidth = s[5], KernelHeight = 1, KernelWidth = 1, Stride = 1 },
            // Sizes of a product: depth, rows, products side by side, columns.
            KernelFunction.MatMul => kernel with
            {
                OutHeight = s[1],
                OutWidth = s[2],
                Groups = 1,
                InElements = (long)s[2] * ((s[1] * (long)s[0]) + (s[0] * (long)s[3])),
                OutElements = (long)s[2] * s[1] * s[3],
            },
            _ => kernel,
        };
    }

    private static Kernel FromShapes(CsvRow row)
    {
        var shapes = Tuple().Matches(row.Text("inputs")).Select(m => Whole(m.Value)[1..]).ToArray();
        var output = Whole(row.Text("output"));
        if (shapes.Length == 0 || shapes.Any(s => s.Length == 0) || output.Length < 2)
            throw row.Error("inputs and output must be shapes such as (1, 64, 56, 56), the batch first");
        output = output[1..];
        var weight = Whole(row.Text("weight"));
        var (stride, dilation, pads) = (Whole(row.Text("strides")), Whole(row.Text("dilations")), Whole(row.Text("pads")));
        var (from, entering, leaving) = (shapes[0], shapes.Sum(Elements), Elements(output));
        var function = row.Text("op") switch
        {
            "Conv" => KernelFunction.Conv,
            "relu" => KernelFunction.ConvActivation,
            "addrelu" => KernelFunction.ConvAddActivation,
            "MaxPool" => KernelFunction.MaxPool,
            "AveragePool" => KernelFunction.AveragePool,
            "GlobalAveragePool" or "ReduceMean" => KernelFunction.GlobalPool,
            "Gemm" or "MatMul" => KernelFunction.Linear,
            "Concat" => KernelFunction.Concat,
            "Relu" or "Clip" => KernelFunction.Relu,
            "LeakyRelu" or "PRelu" => KernelFunction.LeakyRelu,
            "Mul" => shapes.Any(s => Elements(s) < leaving) ? KernelFunction.MulChannel : KernelFunction.Mul,
            "Add" => shapes.Any(s => Elements(s) < leaving) ? KernelFunction.MulChannel : KernelFunction.Add,
            "BatchNormalization" => KernelFunction.BatchNorm,
            "Softmax" => KernelFunction.Softmax,
            "Sigmoid" => KernelFunction.Sigmoid,
            "HardSigmoid" => KernelFunction.HardSigmoid,
            "HardSwish" => KernelFunction.HardSwish,
            "Resize" => KernelFunction.Upsample,
            var other => throw row.Error($"'{other}' is not a supported operator"),
        };
        switch (function)
        {
            case KernelFunction.Conv or KernelFunction.ConvActivation or KernelFunction.ConvAddActivation when weight.Length == 4:
                return new Kernel(function, At(from, 0), At(from, 1), At(from, 2), output[0], At(output, 1), At(output, 2), weight[2], weight[3],
                    At(stride, 0), At(dilation, 0), Whole(row, "group", 1, 1 << 24), entering, leaving);
            case KernelFunction.Conv or KernelFunction.ConvActivation or KernelFunction.ConvAddActivation:
                throw row.Error("a convolution needs the four sizes of its weight");
            case KernelFunction.MaxPool or KernelFunction.AveragePool:
                var window = Window(At(from, 1), At(output, 1), At(stride, 0), pads);
                return new Kernel(function, from[0], At(from, 1), At(from, 2), output[0], At(output, 1), At(output, 2), window, window, At(stride, 0), 1, 1, entering, leaving);
            case KernelFunction.GlobalPool:
                return new Kernel(function, from[0], At(from, 1), At(from, 2), output[0], 1, 1, 1, 1, 1, 1, 1, entering, leaving);
            case KernelFunction.Linear:
                var rows = (int)(Elements(from) / from[^1]);
                return new Kernel(function, from[^1], rows, 1, output[^1], rows, 1, 1, 1, 1, 1, 1, entering, leaving);
            default:
                var (channels, height, width) = output.Length == 3 ? (output[0], output[1], output[2])
                    : output.Length == 1 ? (output[0], 1, 1) : (output[^1], (int)(leaving / output[^1]), 1);
                return new Kernel(function, channels, height, width, channels, height, width, 1, 1, 1, 1, 1, entering, leaving);
        }
    }

    // The window is not written: the smallest of 1, 2 and 3 that gives the output, 3 where 2 would overlap nothing it has to.
    private static int Window(int from, int to, int stride, int[] pads)
    {
        if (stride == 1 && from == to && pads.All(p => p == 0))
            return 1;
        return pads.All(p => p == 0) && from == to * stride ? stride : 3;
    }

    private static int At(int[] values, int i) => i < values.Length ? values[i] : 1;

    private static long Elements(int[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    private static int[] Whole(string text) => [.. Digits().Matches(text).Select(m => int.TryParse(m.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)];

    [GeneratedRegex(@"\([\d, ]+\)")]
    private static partial Regex Tuple();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    private static int Whole(CsvRow row, string column, int low, int high) => (int)row.Number(column, low, high);
}
