using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Lowering;

/// <summary>A network as a device runs it: fused operations in order.</summary>
/// <param name="Network">The network.</param>
/// <param name="Device">The device whose rules were applied.</param>
/// <param name="Operations">The operations, in the order in which they run.</param>
/// <param name="Unknown">Layers whose operation is not known and that were costed as an element-wise pass.</param>
public sealed record LoweredNetwork(
    Network Network, Device Device, ImmutableArray<LoweredOperation> Operations, ImmutableArray<Layer> Unknown)
{
    /// <summary>The layer that leads an operation of this network: it gives the operation its name and its place.</summary>
    public Layer Lead(LoweredOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Network.Layers[operation.Layers[0]];
    }

    /// <summary>What an operation of this network does, for people: <c>conv 3x3/2, 64 to 128, 4 groups, 128x14x14, then relu</c>.</summary>
    public string Describe(LoweredOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return OperationText.Describe(this, operation);
    }
}
