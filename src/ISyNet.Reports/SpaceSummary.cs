using ISyNet.Hardware;

namespace ISyNet.Reports;

/// <summary>A search space and the MEM of networks drawn from it.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Size">The number of different networks, as text: exact or rounded; empty if unknown.</param>
/// <param name="Mem">MEM over the drawn networks.</param>
/// <param name="IsSearched">Whether this is the space that was searched.</param>
public sealed record SpaceSummary(string Name, string Size, MemDistribution Mem, bool IsSearched = false)
{
    /// <summary>The measured MEM of a space.</summary>
    public static SpaceSummary Of(SpaceMem space, string size = "", bool isSearched = false)
    {
        ArgumentNullException.ThrowIfNull(space);
        var quantiles = space.Quantiles;
        return new SpaceSummary(space.Name, size, new MemDistribution(
            space.Mean, space.ConfidenceLow, space.ConfidenceHigh,
            quantiles[0], quantiles[1], quantiles[2], quantiles[3], quantiles[4], space.Samples), isSearched);
    }
}

/// <summary>The distribution of MEM over networks drawn from a space, all values between 0 and 1.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="ConfidenceLow">Lower end of the 95 % confidence interval of the mean.</param>
/// <param name="ConfidenceHigh">Upper end of it.</param>
/// <param name="Quantile05">5 % of the networks are below.</param>
/// <param name="Quantile25">25 % are below.</param>
/// <param name="Median">Half of them are below.</param>
/// <param name="Quantile75">75 % are below.</param>
/// <param name="Quantile95">95 % are below.</param>
/// <param name="Samples">How many networks were drawn.</param>
public sealed record MemDistribution(
    double Mean, double ConfidenceLow, double ConfidenceHigh,
    double Quantile05, double Quantile25, double Median, double Quantile75, double Quantile95, int Samples);
