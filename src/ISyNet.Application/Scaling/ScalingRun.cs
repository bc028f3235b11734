using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Latency;
using ISyNet.Search.Scaling;

namespace ISyNet.Application.Scaling;

/// <summary>Scales a network up to latency budgets (docs/scaling.md).</summary>
/// <param name="Start">The network to scale.</param>
/// <param name="Model">Predicts the latency on the device.</param>
/// <param name="Batch">Images per inference on it.</param>
/// <param name="BudgetsMsPerImage">The budgets in ms per image.</param>
public sealed record ScalingRun(Architecture Start, ILatencyModel Model, int Batch, ImmutableArray<double> BudgetsMsPerImage)
{
    /// <summary>The capacity measure and the steps of the scaling.</summary>
    public ScalingOptions Options { get; init; } = new();

    /// <summary>Runs the job on the calling thread.</summary>
    /// <param name="progress">Receives the progress towards each budget.</param>
    /// <param name="cancellation">Stops within a second.</param>
    public ScalingResults Run(IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var startMs = Model.Predict(Start.Build(), Batch, cancellation).LatencyMsPerImage;
        var watch = new DirectProgress<ScalingResult>(best => progress.Report(Tell(best, startMs)));
        return new ScalingResults(Start, LatencyScaler.Ladder(Start, BudgetsMsPerImage, Model, Batch, Options, watch, cancellation), Model, Batch);
    }

    private static StepEvent Tell(ScalingResult best, double startMs)
    {
        var step = string.Create(CultureInfo.InvariantCulture, $"scaling to {best.BudgetMsPerImage:g4} ms per image");
        var fraction = (best.LatencyMsPerImage - startMs) / Math.Max(best.BudgetMsPerImage - startMs, 1e-9);
        return best.IsMaximal
            ? new StepFinished(step, string.Create(CultureInfo.InvariantCulture, $"{best.LatencyMsPerImage:g4} ms, {best.Evaluated} networks predicted"))
            : new StepAdvanced(step, Math.Clamp(fraction, 0, 1));
    }
}
