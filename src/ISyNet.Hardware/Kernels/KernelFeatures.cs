using System.Collections.Immutable;

namespace ISyNet.Hardware.Kernels;

/// <summary>The inputs of the trees: features of a kernel at a batch.</summary>
public static class KernelFeatures
{
    /// <summary>Names of the features for kernels of any runtime, in order.</summary>
    private static readonly ImmutableArray<string> General =
    [
        "function", "log2 analytical us", "log2 batch", "log2 in channels", "log2 out channels", "log2 in channels of a group", "log2 out channels of a group",
        "log2 groups", "log2 positions", "rows", "columns", "kernel rows", "kernel columns", "stride", "dilation", "alignment in", "alignment out",
        "alignment in of a group", "alignment out of a group", "channels first", "mixed layouts", "log2 M", "log2 K", "log2 MACs", "log2 bytes", "log2 intensity",
        "log2 tiles of 128", "fill of the last wave of 128", "log2 tiles of 64", "fill of the last wave of 64", "log2 weight bytes", "log2 in per out",
        "fewest channels", "log2 positions in", "positions in beyond a power of two", "channels beyond a power of two", "log2 pooling loop", "kind",
    ];

    // Kernels over blocks of channels compute up to six outputs of a row and up to four blocks of output channels at once, and outputs at the edge one by one.
    private static readonly ImmutableArray<string> Blocked =
    [
        "blocked", "outputs beyond six", "filter blocks beyond four", "share of outputs at the edge", "log2 bytes of a set of filters", "log2 bytes of a window of rows",
        "log2 input bytes", "log2 output bytes", "analytical us of a multiply-accumulate",
    ];

    /// <summary>Names of the features for the kernels of a runtime, in order. A device file is only read when it was fitted to these.</summary>
    public static ImmutableArray<string> Names(RuntimeRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return rules.ChannelBlock > 1 ? [.. General, .. Blocked] : General;
    }

    private const int MostAlignment = 64;
    private const int ManyWaves = 16;

    /// <summary>Writes the features.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="batch">Images per batch.</param>
    /// <param name="cores">Cores of the device.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="analyticalUs">Its analytical time.</param>
    /// <param name="x">As many numbers as the runtime's rules give <see cref="Names"/>.</param>
    public static void Write(Kernel kernel, int batch, int cores, int elementBytes, double analyticalUs, Span<double> x)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        var groupIn = (double)kernel.InChannels / kernel.Groups;
        var groupOut = (double)kernel.OutChannels / kernel.Groups;
        var positions = (double)kernel.OutHeight * kernel.OutWidth;
        var (m, k) = (positions * batch, groupIn * kernel.KernelHeight * kernel.KernelWidth);
        var macs = (kernel.Macs * batch) + 1;
        var bytes = (double)(kernel.InElements + kernel.OutElements) * batch * elementBytes;
        var weights = (double)kernel.WeightElements * elementBytes;
        var large = Math.Ceiling(m / 128) * Math.Ceiling(groupOut / 128) * kernel.Groups;
        var small = Math.Ceiling(m / 64) * Math.Ceiling(groupOut / 64) * kernel.Groups;
        var entering = kernel.InHeight * kernel.InWidth;
        ReadOnlySpan<double> values =
        [
            KernelFunction.All.IndexOf(kernel.Function), Log(analyticalUs), Log(batch), Log(kernel.InChannels), Log(kernel.OutChannels), Log(groupIn), Log(groupOut),
            Log(kernel.Groups), Log(positions), kernel.OutHeight, kernel.OutWidth, kernel.KernelHeight, kernel.KernelWidth, kernel.Stride, kernel.Dilation,
            Alignment(kernel.InChannels), Alignment(kernel.OutChannels), Alignment((int)groupIn), Alignment((int)groupOut),
            kernel.ChannelsFirst ? 1 : 0, kernel.MixesLayouts ? 1 : 0, Log(m), Log(k), Log(macs), Log(bytes), Log(macs / (bytes + weights)),
            Log(large), Fill(large, cores), Log(small), Fill(small, cores), Log(weights + 1), Log((double)kernel.InElements / kernel.OutElements),
            Math.Min(kernel.InChannels, kernel.OutChannels), Log(entering), (double)entering / KernelForm.Pow2(entering),
            (double)kernel.InChannels / KernelForm.Pow2(kernel.InChannels), Log(KernelForm.PoolLoop(kernel)), (double)kernel.Kind,
        ];
        values.CopyTo(x);
        if (x.Length > values.Length)
            WriteBlocked(kernel, batch, elementBytes, analyticalUs, x[values.Length..]);
    }

    private static void WriteBlocked(Kernel kernel, int batch, int elementBytes, double analyticalUs, Span<double> x)
    {
        const int outputs = 6, filters = 64, block = 16;
        // Of a 1x1 window, the outputs of all rows are one row.
        var pointwise = kernel is { KernelHeight: 1, KernelWidth: 1, Stride: 1 };
        var row = pointwise ? kernel.OutHeight * kernel.OutWidth : kernel.OutWidth;
        var edge = pointwise ? 0 : Math.Clamp((kernel.KernelWidth - 1) * kernel.Dilation / kernel.Stride, 0, row);
        if (((long)kernel.OutWidth - 1) * kernel.Stride + ((kernel.KernelWidth - 1) * kernel.Dilation) < kernel.InWidth)
            edge = 0;
        var reduced = Math.Min(kernel.InChannels / kernel.Groups, 128) * (double)kernel.KernelHeight * kernel.KernelWidth * elementBytes;
        ReadOnlySpan<double> values =
        [
            kernel.IsBlocked ? 1 : 0, (row - edge) % outputs, kernel.OutChannels / kernel.Groups / block % (filters / block), (double)edge / row,
            Log(reduced * Math.Min(filters, kernel.OutChannels / kernel.Groups)),
            Log((double)kernel.InChannels / kernel.Groups * kernel.KernelHeight * kernel.InWidth * elementBytes),
            Log((double)kernel.InElements * batch * elementBytes), Log((double)kernel.OutElements * batch * elementBytes),
            analyticalUs / ((kernel.Macs * batch) + 1),
        ];
        values.CopyTo(x);
    }

    private static double Log(double value) => Math.Log2(Math.Max(value, 1e-9));

    private static double Fill(double tiles, int cores)
    {
        var waves = tiles / cores;
        return waves > ManyWaves ? 1 : waves / Math.Ceiling(waves);
    }

    // The largest power of two that divides the channels.
    private static int Alignment(int channels) => Math.Min(MostAlignment, channels & -channels);
}
