namespace ISyNet.Hardware.Kernels;

/// <summary>
/// The analytical time of a kernel: a fixed cost, the slower of computing and moving, and what its kind adds, from a few constants per
/// kind (docs/kernels.md). It carries what is known of the hardware - tiles in waves over the cores, bytes at a rate - so that the trees only
/// correct it and it holds where nothing was measured.
/// </summary>
public static class KernelForm
{
    // Rows and columns of the blocks that matrix kernels of libraries work in.
    private static readonly (int Rows, int Columns)[] Tiles = [(256, 128), (128, 128), (128, 64), (64, 64), (128, 32), (64, 32)];

    private const int StepDepth = 32;
    private const int MostSplits = 16;

    /// <summary>Names of the constants of a kind, in order: microseconds, multiply-accumulates or bytes or elements per microsecond.</summary>
    public static IReadOnlyList<string> Constants(KernelKind kind) => kind switch
    {
        KernelKind.ChannelsFirstConvolution => ["fixedUs", "macsPerUs", "bytesPerUs"],
        KernelKind.EvenConvolution or KernelKind.UnevenConvolution or KernelKind.ImageConvolution or KernelKind.VectorConvolution
            or KernelKind.EvenGroups or KernelKind.OddGroups => ["fixedUs", "macsPerUs", "stepUs", "bytesPerUs", "passUs"],
        KernelKind.BlockedConvolution or KernelKind.BlockedPointwise or KernelKind.BlockedImage or KernelKind.BlockedGroups or KernelKind.BlockedDepthwise =>
            ["fixedUs", "macsPerUs", "inBytesPerUs", "outBytesPerUs", "weightBytesPerUs", "rowUs"],
        KernelKind.PlainDepthwise or KernelKind.FusedDepthwise => ["fixedUs", "macsPerUs", "tapUs", "bytesPerUs", "passUs"],
        KernelKind.MaxPool or KernelKind.AveragePool => ["fixedUs", "tapsPerUs", "bytesPerUs", "loopUs"],
        KernelKind.Reduction => ["fixedUs", "bytesPerUs", "positionUs"],
        KernelKind.Linear => ["fixedUs", "bytesPerUs", "macsPerUs", "depthUs"],
        _ => ["fixedUs", "bytesPerUs"],
    };

    /// <summary>Where a fit of the constants starts, and what it returns to without evidence.</summary>
    public static double[] Start(KernelKind kind) => kind switch
    {
        KernelKind.ChannelsFirstConvolution => [15, 3e7, 1e6],
        KernelKind.EvenConvolution or KernelKind.UnevenConvolution or KernelKind.ImageConvolution or KernelKind.VectorConvolution => [3, 1e6, 0.02, 2e6, 0.5],
        KernelKind.EvenGroups or KernelKind.OddGroups => [4, 3e5, 0.02, 1e6, 0.5],
        KernelKind.BlockedConvolution or KernelKind.BlockedPointwise => [2, 1e5, 5e4, 5e4, 5e4, 0.02],
        KernelKind.BlockedImage or KernelKind.BlockedGroups => [2, 5e4, 5e4, 5e4, 5e4, 0.02],
        KernelKind.BlockedDepthwise => [2, 2e4, 5e4, 5e4, 5e4, 0.02],
        KernelKind.PlainDepthwise or KernelKind.FusedDepthwise => [3, 1e6, 0.05, 1e6, 1],
        KernelKind.MaxPool or KernelKind.AveragePool => [3, 5e5, 1e6, 0.1],
        KernelKind.Reduction => [3, 1e6, 0.001],
        KernelKind.Linear => [2.5, 1.5e6, 2e8, 0.00025],
        _ => [1.6, 2e6],
    };

    /// <summary>Microseconds of one batch.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="batch">Images per batch.</param>
    /// <param name="cores">Cores of the device that share the blocks.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="c">The constants of its kind, in the order of <see cref="Constants"/>.</param>
    public static double Us(Kernel kernel, int batch, int cores, int elementBytes, ReadOnlySpan<double> c)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        var bytes = (double)(kernel.InElements + kernel.OutElements) * batch * elementBytes;
        var weights = (double)kernel.WeightElements * elementBytes;
        var outBytes = (double)kernel.OutElements * batch * elementBytes;
        var taps = (double)batch * kernel.OutChannels * kernel.OutHeight * kernel.OutWidth * kernel.KernelHeight * kernel.KernelWidth;
        switch (kernel.Kind)
        {
            case KernelKind.ChannelsFirstConvolution:
                return c[0] + (kernel.Macs * batch / c[1]) + ((bytes + weights) / c[2]);
            case KernelKind.EvenConvolution or KernelKind.UnevenConvolution or KernelKind.ImageConvolution or KernelKind.VectorConvolution
                or KernelKind.EvenGroups or KernelKind.OddGroups:
                return c[0] + Slower(Blocks(kernel, batch, cores, c), (bytes + weights) / c[3]) + Padding(kernel, batch * (double)elementBytes, c)
                    + (kernel.Function == KernelFunction.Conv ? (outBytes / c[3]) + c[4] : 0);
            case KernelKind.BlockedConvolution or KernelKind.BlockedPointwise or KernelKind.BlockedImage or KernelKind.BlockedGroups or KernelKind.BlockedDepthwise:
                // One core, one loop over rows of outputs and blocks of channels: the times add up.
                return c[0] + (kernel.Macs * batch / c[1]) + ((double)kernel.InElements * batch * elementBytes / c[2]) + (outBytes / c[3]) + (weights / c[4])
                    + ((double)batch * kernel.OutHeight * Ceil(kernel.OutChannels, 64) * kernel.KernelHeight * c[5]);
            case KernelKind.PlainDepthwise or KernelKind.FusedDepthwise:
                return c[0] + Slower((taps / c[1]) + (kernel.KernelHeight * kernel.KernelWidth * c[2]), bytes / c[3])
                    + (kernel.Function == KernelFunction.Conv ? c[4] : 0);
            case KernelKind.MaxPool:
                return c[0] + Slower(2 * taps / c[1], bytes / c[2]) + (PoolLoop(kernel) * c[3]);
            case KernelKind.AveragePool:
                return c[0] + Slower(2 * taps / c[1], bytes / c[2]) + (kernel.KernelHeight * kernel.KernelWidth * c[3]);
            case KernelKind.Reduction:
                return c[0] + Slower(bytes / c[1], (double)kernel.InHeight * kernel.InWidth * c[2]);
            case KernelKind.Linear:
                return c[0] + Slower(Slower((bytes + weights) / c[1], kernel.Macs * batch / c[2]), kernel.InChannels * c[3]);
            default:
                return c[0] + (bytes / c[1]);
        }
    }

    /// <summary>Windows that one thread of a pooling walks through: it takes up to four channels and two by two outputs at most.</summary>
    internal static double PoolLoop(Kernel kernel)
    {
        const int threads = 256, lanes = 32;
        var x = Math.Min(Pow2(kernel.InChannels), lanes);
        var y = Math.Min(Pow2(kernel.OutWidth), threads / x);
        var z = Math.Min(Pow2(kernel.OutHeight), Math.Max(1, threads / x / y));
        var blocks = Ceil(kernel.InChannels, x * 4);
        return Ceil(kernel.InChannels, x * blocks) * Math.Min(2, Ceil(kernel.OutWidth, y)) * (double)Math.Min(2, Ceil(kernel.OutHeight, z))
            * kernel.KernelHeight * kernel.KernelWidth;
    }

    /// <summary>The largest power of two that is not above a number.</summary>
    internal static int Pow2(int value) => 1 << (31 - System.Numerics.BitOperations.LeadingZeroCount((uint)value));

    // Blocks go to the cores in waves; the depth of a product may be split to fill the last one. The best of all choices is what a tuned library takes.
    private static double Blocks(Kernel kernel, int batch, int cores, ReadOnlySpan<double> c)
    {
        var rows = (double)batch * kernel.OutHeight * kernel.OutWidth;
        var columns = (double)kernel.OutChannels / kernel.Groups;
        var channels = kernel.Groups == 1 ? Ceil(kernel.InChannels, 8) * 8 : kernel.InChannels / kernel.Groups;
        var depth = (double)channels * kernel.KernelHeight * kernel.KernelWidth;
        var best = double.MaxValue;
        foreach (var (tileRows, tileColumns) in Tiles)
        {
            var tiles = Math.Ceiling(rows / tileRows) * Math.Ceiling(columns / tileColumns) * kernel.Groups;
            var step = Math.Max(c[2], tileRows * tileColumns * (double)StepDepth * cores / c[1]);
            for (var splits = 1; splits <= MostSplits; splits *= 2)
            {
                var us = (Math.Ceiling(tiles * splits / cores) * Math.Ceiling(depth / StepDepth / splits) * step)
                    + (splits > 1 ? 1 + (0.3 * Math.Log2(splits)) : 0);
                best = Math.Min(best, us);
            }
        }

        return best;
    }

    // Channels that are no multiple of eight are padded by passes before and after.
    private static double Padding(Kernel kernel, double bytesPerElement, ReadOnlySpan<double> c)
    {
        if (kernel.Groups > 1)
            return 0;
        var us = 0.0;
        if (kernel.InChannels % 8 != 0)
            us += (2.0 * kernel.InChannels * kernel.InHeight * kernel.InWidth * bytesPerElement / c[3]) + (2 * c[4]);
        if (kernel.OutChannels % 8 != 0)
            us += (2.0 * kernel.OutElements * bytesPerElement / c[3]) + (2 * c[4]);
        return us;
    }

    private static double Slower(double a, double b) => Math.Cbrt((a * a * a) + (b * b * b));

    private static int Ceil(int a, int b) => (a + b - 1) / b;
}
