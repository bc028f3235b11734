using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware;
using ISyNet.Search.Scaling;

namespace ISyNet.Application.Scaling;

/// <summary>One network of a scaling, as <c>isynet scale --json</c> prints it; the start has no budget.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Blocks">Blocks of each stage.</param>
/// <param name="Cost">What it costs on the device.</param>
/// <param name="BudgetMsPerImage">The budget, ms per image.</param>
/// <param name="Capacity">Its worth by the measure of the scaling.</param>
/// <param name="Moves">How far it grew along each axis.</param>
/// <param name="File">Where its architecture was written; null where it was not.</param>
public sealed record ScaledRecord(
    string Network, ImmutableArray<int> Blocks, [property: JsonIgnore] NetworkTotals Cost, double? BudgetMsPerImage, double Capacity,
    ImmutableArray<string> Moves, string? File)
{
    /// <summary>Milliseconds per image.</summary>
    public double LatencyMsPerImage => Cost.LatencyMsPerImage;

    /// <summary>The part of the budget that is used, 0 to 1.</summary>
    public double? BudgetUsed => LatencyMsPerImage / BudgetMsPerImage;

    /// <summary>Trained parameters.</summary>
    public long Params => Cost.Params;

    /// <summary>Multiply-accumulates per image.</summary>
    public long Macs => Cost.Macs;

    /// <summary>MEM, 0 to 1.</summary>
    public double Mem => Cost.Mem;

    /// <summary>Costs an architecture.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="model">Predicts the latency.</param>
    /// <param name="batch">Images per inference.</param>
    /// <param name="capacity">What a network is worth.</param>
    /// <param name="scaled">How it was grown; null for a network that was not.</param>
    /// <param name="file">Where it was written.</param>
    public static ScaledRecord Create(
        Architecture architecture, ILatencyModel model, int batch, ICapacityMeasure capacity, ScalingResult? scaled = null, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(capacity);
        var network = architecture.Build();
        return new ScaledRecord(
            architecture.Name, [.. architecture.Stages.Select(stage => stage.Blocks)], model.Predict(network, batch).Totals,
            scaled?.BudgetMsPerImage, capacity.Measure(network), scaled is null ? [] : [.. scaled.Moves.Select(move => move.ToString())], file);
    }
}
