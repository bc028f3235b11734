using System.Collections.Immutable;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Kernels;

/// <summary>
/// The model built from measurements: the time of a network is the sum of its kernels, their launches, and the reading of weights that are
/// not in the cache (docs/kernels.md).
/// </summary>
public sealed class KernelModel : ILatencyModel
{
    private readonly KernelTimes _times;
    private readonly KernelPredictor _predictor;
    private readonly NetworkOverheads _overheads;

    /// <summary>The model of a device that has kernel times.</summary>
    /// <exception cref="DeviceException">The device has no kernel times, or was measured at another precision.</exception>
    public KernelModel(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        _times = device.Kernels ?? throw new DeviceException($"{device.Name} has no times of kernels; 'isynet device build' measures them");
        if (device.Precision.Name != _times.Precision)
            throw new DeviceException($"the kernels of {device.Name} were measured in {_times.Precision}, not in {device.Precision.Name}: use the closed form, or build the device again");
        (Device, _overheads) = (device, _times.Overheads(device.Cache.CapacityBytes));
        _predictor = new KernelPredictor(_times, device.Cores, device.Precision.Bytes);
    }

    /// <inheritdoc/>
    public string Name => "kernels";

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public NetworkCost Predict(LoweredNetwork lowered, int batch, CancellationToken cancellation = default)
    {
        this.Check(lowered, batch);
        var costs = new (double Kernels, double Overhead, double Cold)[lowered.Operations.Length];
        var operationOf = OperationsOf(lowered);
        foreach (var (kernel, layer) in KernelCutting.Cut(lowered.Network, _times.Rules))
        {
            cancellation.ThrowIfCancellationRequested();
            ref var cost = ref costs[operationOf[layer]];
            var runs = lowered.Network.Layers[layer].Repeats;
            cost.Kernels += runs * _predictor.Us(kernel, batch) * 1e-3;
            cost.Overhead += runs * _overheads.LaunchUs * 1e-3;
            cost.Cold += _overheads.ColdUs(_times.Rules, kernel, Device.Precision.Bytes) * 1e-3;
        }

        var operations = ImmutableArray.CreateBuilder<OperationCost>(costs.Length);
        for (var i = 0; i < costs.Length; i++)
        {
            var operation = lowered.Operations[i];
            var (kernels, overhead, cold) = costs[i];
            operations.Add(new OperationCost(
                operation, batch, operation.Matrix is null ? 0 : kernels, operation.Matrix is null ? kernels : 0, 0, cold, overhead)
            { CacheBytes = Bytes(operation, batch) }
                .Against(Device.PeakMacsPerSecond));
        }

        return new NetworkCost(lowered, batch, WeightsMs(lowered.Network.TotalParams), operations.MoveToImmutable()) { Band = new LatencyBand(_times.Provenance.BandLow, _times.Provenance.BandHigh) };
    }

    /// <inheritdoc/>
    public double WeightsMs(long parameters) => _overheads.ColdUs(_times.Rules, (double)parameters * Device.Precision.Bytes) * 1e-3;

    // Each input, output and weight once: what a kernel moves beyond that is not known.
    private double Bytes(LoweredOperation operation, int batch) =>
        operation.IsFree ? 0 : (((operation.InputElements + operation.OutputElements) * (double)batch) + operation.WeightElements) * Device.Precision.Bytes;

    /// <summary>The operation of every layer; a view belongs to the operation that reads it.</summary>
    private static int[] OperationsOf(LoweredNetwork lowered)
    {
        var of = new int[lowered.Network.Layers.Length];
        Array.Fill(of, -1);
        for (var i = 0; i < lowered.Operations.Length; i++)
        {
            foreach (var layer in lowered.Operations[i].Layers)
                of[layer] = i;
        }

        var layers = lowered.Network.Layers;
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            foreach (var input in layers[i].Inputs)
                of[input] = of[input] < 0 ? of[i] : of[input];
        }

        for (var i = 0; i < of.Length; i++)
            of[i] = of[i] < 0 ? lowered.Operations.Length - 1 : of[i];
        return of;
    }
}
