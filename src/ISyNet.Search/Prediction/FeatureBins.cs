namespace ISyNet.Search.Prediction;

/// <summary>Cuts each feature at quantiles of the rows that it was made from, so that a split is a comparison of bytes.</summary>
internal sealed class FeatureBins
{
    private const int MaxBins = 32;
    private readonly double[][] _cuts;

    private FeatureBins(double[][] cuts) => _cuts = cuts;

    public int Features => _cuts.Length;

    public static FeatureBins Of(IReadOnlyList<double[]> rows)
    {
        var cuts = new double[rows[0].Length][];
        for (var f = 0; f < cuts.Length; f++)
        {
            var values = rows.Select(row => row[f]).Distinct().Order().ToArray();
            var middles = values.Zip(values.Skip(1), (a, b) => (a + b) / 2).ToArray();
            cuts[f] = middles.Length < MaxBins
                ? middles
                : [.. Enumerable.Range(1, MaxBins - 1).Select(i => middles[i * middles.Length / MaxBins])];
        }

        return new FeatureBins(cuts);
    }

    public byte[] Cut(double[] row)
    {
        var bins = new byte[row.Length];
        for (var f = 0; f < bins.Length; f++)
        {
            var at = Array.BinarySearch(_cuts[f], row[f]);
            bins[f] = (byte)(at < 0 ? ~at : at);
        }

        return bins;
    }
}
