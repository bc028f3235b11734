using System.Globalization;
using MathNet.Numerics.Statistics;

namespace ISyNet.Predictors.Measuring;

/// <summary>A latency as the median of timed runs.</summary>
/// <param name="MedianMs">Milliseconds of the whole batch.</param>
/// <param name="MadMs">Median absolute deviation from the median.</param>
/// <param name="Runs">Timed runs.</param>
public sealed record MeasuredLatency(double MedianMs, double MadMs, int Runs)
{
    /// <summary>The deviation in percent of the median: how noisy the machine was.</summary>
    public double NoisePercent => 100 * MadMs / MedianMs;

    /// <summary>Median and deviation of some times.</summary>
    /// <param name="times">The times.</param>
    /// <param name="mostNoisePercent">The noise above which the measurement is refused.</param>
    /// <exception cref="MeasurementException">There is no time, a time is not above 0, or the times are too noisy; the message says how noisy.</exception>
    public static MeasuredLatency FromTimes(RunTimes times, double mostNoisePercent)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.TimesMs.IsDefaultOrEmpty || times.TimesMs.Any(ms => ms is not (> 0 and < double.PositiveInfinity)))
            throw new MeasurementException("no time was measured, or a time is not above 0");
        var median = times.TimesMs.Median();
        var latency = new MeasuredLatency(median, times.TimesMs.Select(ms => Math.Abs(ms - median)).Median(), times.TimesMs.Length);
        return latency.NoisePercent <= mostNoisePercent ? latency : throw new MeasurementException(string.Create(CultureInfo.InvariantCulture,
            $"too noisy to trust: the runs scatter by {latency.NoisePercent:0.#} % around {median:0.###} ms (limit {mostNoisePercent:0.#} %); stop other programs, or allow more with --noise"));
    }
}
