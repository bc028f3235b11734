using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Search.Scaling;

namespace ISyNet.Application.Scaling;

/// <summary>One network of a scaling, as <c>isynet scale --json</c> prints it; the start has no budget.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Blocks">Blocks of each stage.</param>
/// <param name="Cost">What it costs on the device.</param>
/// <param name="BudgetMsPerImage">The budget, ms per image.</param>
/// <param name="Capacity">Its capacity by the measure of the scaling.</param>
/// <param name="Moves">The number of steps along each axis.</param>
/// <param name="File">The file of its architecture; null if it was not written.</param>
public sealed record ScaledRecord(
    string Network, ImmutableArray<int> Blocks, [property: JsonIgnore] NetworkTotals Cost, double? BudgetMsPerImage, double Capacity,
    ImmutableArray<string> Moves, string? File)
{
    /// <summary>Milliseconds per image.</summary>
    public double LatencyMsPerImage => Cost.LatencyMsPerImage;

    /// <summary>The used fraction of the budget, 0 to 1.</summary>
    public double? BudgetUsed => LatencyMsPerImage / BudgetMsPerImage;

    /// <summary>Trained parameters.</summary>
    public long Params => Cost.Params;

    /// <summary>Multiply-accumulates per image.</summary>
    public long Macs => Cost.Macs;

    /// <summary>MEM, 0 to 1.</summary>
    public double Mem => Cost.Mem;

    /// <summary>What the device says against its latencies (<see cref="Device.Caveats"/>).</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Costs an architecture.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="model">Predicts the latency.</param>
    /// <param name="batch">Images per inference.</param>
    /// <param name="capacity">The capacity measure.</param>
    /// <param name="scaled">The scaling; null for a network that was not scaled.</param>
    /// <param name="file">The file of its architecture.</param>
    public static ScaledRecord Create(
        Architecture architecture, ILatencyModel model, int batch, ICapacityMeasure capacity, ScalingResult? scaled = null, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(capacity);
        var network = architecture.Build();
        return new ScaledRecord(
            architecture.Name, [.. architecture.Stages.Select(stage => stage.Blocks)], model.Predict(network, batch).Totals,
            scaled?.BudgetMsPerImage, capacity.Measure(network), scaled is null ? [] : [.. scaled.Moves.Select(move => move.ToString())], file)
        {
            Notes = model.Device.Caveats,
        };
    }
}
