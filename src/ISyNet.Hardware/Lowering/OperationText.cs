using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Lowering;

/// <summary>An operation as people write it: <c>conv 3x3/2, 64 to 128, 4 groups, 128x14x14, then relu</c>.</summary>
internal static class OperationText
{
    public static string Describe(LoweredNetwork lowered, LoweredOperation operation)
    {
        var lead = lowered.Lead(operation);
        var then = operation.Layers.Skip(1).Select(layer => lowered.Network.Layers[layer].Op).Where(op => op is not BatchNorm).Select(op => op.Kind).ToArray();
        // By the layer's own input: the tensor that the operation reads may have another shape, seen through views that cost nothing.
        return $"{lowered.Network.Describe(lead)}, {operation.Output}{(then.Length > 0 ? $", then {string.Join(", ", then)}" : "")}";
    }
}
