using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Kernels;
using ISyNet.Onnx.Export;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Predictors.Building;

/// <summary>The cost of weights that a run does not find in the cache.</summary>
/// <param name="UsPerMegabyte">Microseconds per 10^6 bytes.</param>
/// <param name="CacheBytes">Size of the cache that keeps weights from one run to the next.</param>
internal sealed record ColdWeights(double UsPerMegabyte, long CacheBytes)
{
    private const int Channels = 512, Side = 7, ElementBytes = 4, Repeats = 8;
    private const double SmallestCache = 2e6, LargestCache = 4e8, Step = 1.2;

    // No memory is slower than 2 GB/s: more is noise.
    private const double MostUsPerMegabyte = 500;

    private static readonly int[] Lengths = [1, 2, 3, 4, 6, 9, 13, 18];

    /// <summary>Measures chains of convolutions with many weights. If the weights of a chain no longer fit into the cache, each convolution takes longer.</summary>
    /// <exception cref="MeasurementException">A chain cannot be measured.</exception>
    public static async Task<ColdWeights> MeasureAsync(IMeasuringBackend backend, string folder, Func<RunTimes, double> scale, CancellationToken cancellation)
    {
        var rows = new List<(double Bytes, double Us)>();
        double? first = null;
        foreach (var length in Lengths)
        {
            var builder = new NetworkBuilder(string.Create(CultureInfo.InvariantCulture, $"cold-{length}"));
            var last = builder.Add("stem", new Conv(Channels, Window.Square(3), Bias: true), builder.Input(Shape.Map(3, Side, Side)));
            for (var i = 0; i < length; i++)
                last = builder.Add($"conv{i}", new Conv(Channels, Window.Square(3), Bias: true), last);
            var path = Path.Combine(folder, $"{builder.Build().Name}.onnx");
            OnnxExport.WriteShapesOnly(path, builder.Build());
            var times = await backend.RunAsync(new MeasurementRequest(path, 1, Repeats), cancellation);
            var whole = times.FastestMs * scale(times) * 1e3;
            // Without the stem, whose time is unknown where layers are not timed: the difference to a chain of one.
            first ??= whole;
            if (length > 1)
                rows.Add((length * (double)Bytes, (whole - first.Value) / (length - 1)));
        }

        return Fit(rows);
    }

    internal static long Bytes => (long)Channels * Channels * 9 * ElementBytes;

    /// <summary>Least squares over the constants, for every size of the cache in steps.</summary>
    internal static ColdWeights Fit(IReadOnlyList<(double WeightBytes, double UsPerLayer)> rows)
    {
        var best = (Error: double.MaxValue, Result: new ColdWeights(0, (long)LargestCache));
        for (var cache = SmallestCache; cache < LargestCache; cache *= Step)
        {
            var shares = rows.Select(r => NetworkOverheads.ColdShare(r.WeightBytes, (long)cache) * Bytes * 1e-6).ToArray();
            var (meanShare, meanUs) = (shares.Average(), rows.Average(r => r.UsPerLayer));
            var spread = shares.Sum(s => (s - meanShare) * (s - meanShare));
            var slope = spread < 1e-9 ? 0 : Math.Clamp(shares.Zip(rows, (s, r) => (s - meanShare) * (r.UsPerLayer - meanUs)).Sum() / spread, 0, MostUsPerMegabyte);
            var error = shares.Zip(rows, (s, r) => Math.Pow(r.UsPerLayer - meanUs - (slope * (s - meanShare)), 2)).Sum();
            if (error < best.Error)
                best = (error, new ColdWeights(slope, (long)cache));
        }

        return best.Result;
    }
}
