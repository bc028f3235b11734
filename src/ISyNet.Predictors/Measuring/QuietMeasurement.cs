namespace ISyNet.Predictors.Measuring;

/// <summary>Measures networks, and tries again if the runs are too noisy.</summary>
/// <param name="Backend">The backend that measures.</param>
/// <param name="MostNoisePercent">The largest accepted median absolute deviation of the runs, in percent; a noisier measurement is refused.</param>
/// <param name="Retries">Number of retries after too much noise.</param>
public sealed record QuietMeasurement(IMeasuringBackend Backend, double MostNoisePercent, int Retries)
{
    /// <summary>Measures a network.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="request">What to measure.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeasurementException">It cannot be measured, or its runs are too noisy.</exception>
    public async Task<(RunTimes Answer, MeasuredLatency Latency)> RunAsync(string name, MeasurementRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (var attempt = 0; ; attempt++)
        {
            var answer = await Backend.RunAsync(request, cancellation);
            try
            {
                return (answer, MeasuredLatency.FromTimes(answer, MostNoisePercent));
            }
            catch (MeasurementException error)
            {
                if (attempt >= Retries)
                    throw new MeasurementException($"{name}, batch {request.Batch}: {error.Message}", error);
            }
        }
    }
}
