using ISyNet.Graph.Ops;
using static System.FormattableString;

namespace ISyNet.Hardware;

/// <summary>An operation as people write it: <c>conv 3x3/2, 64 to 128 channels, 4 groups, 128x14x14, then relu</c>.</summary>
internal static class OperationText
{
    public static string Describe(LoweredNetwork lowered, LoweredOperation operation)
    {
        var lead = lowered.Lead(operation);
        var then = operation.Layers.Skip(1).Select(layer => lowered.Network.Layers[layer].Op).Where(op => op is not BatchNorm).Select(op => op.Kind).ToArray();
        var inputs = operation.Inputs.IsDefaultOrEmpty ? lead.Output.Channels : operation.Inputs[0].Shape.Channels;
        var what = lead.Op switch
        {
            Conv conv => Invariant($"conv {Kernel(conv.Window)}, {inputs} to {lead.Output.Channels} channels{Groups(conv, inputs)}"),
            ConvTranspose conv => Invariant($"transposed conv {Kernel(conv.Window)}, {inputs} to {lead.Output.Channels} channels"),
            Pool pool => $"{pool.Kind} {Kernel(pool.Window)}",
            Linear => Invariant($"linear, {inputs} to {lead.Output.Dims[^1]} features"),
            Input => "image",
            var op => op.Kind,
        };
        return $"{what}, {operation.Output}{(then.Length > 0 ? $", then {string.Join(", ", then)}" : "")}";
    }

    private static string Groups(Conv conv, int inputs) => conv.Groups == 1 ? "" : conv.Groups == inputs ? ", depthwise" : Invariant($", {conv.Groups} groups");

    private static string Kernel(Window window) => Invariant($"{window.KernelH}x{window.KernelW}")
        + (window.StrideH == 1 && window.StrideW == 1 ? "" : window.StrideH == window.StrideW ? Invariant($"/{window.StrideH}") : Invariant($"/{window.StrideH}x{window.StrideW}"));
}
