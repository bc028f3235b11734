using System.Collections.Immutable;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Signatures;

/// <summary>One output of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="End">The last operation before it.</param>
/// <param name="WeightedLayers">The largest number of convolutions and linear layers on a path from an input to it.</param>
/// <param name="Inputs">The inputs that it depends on.</param>
public sealed record OutputSignature(string Name, OutputEnd End, int WeightedLayers, ImmutableArray<string> Inputs)
{
    private const int MostSteps = 32;

    internal static OutputSignature FromValue(OnnxGraph graph, ValueFlow flow, ValueInfoProto output) =>
        new(output.Name, EndOf(flow, output.Name), flow.WeightedLayers(output.Name), flow.Inputs(output.Name));

    private static OutputEnd EndOf(ValueFlow flow, string value)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            if (flow.Writer(value) is not { } node)
                return OutputEnd.Unknown;
            if (node.Op is "Identity" or "Cast" or "Squeeze" or "Unsqueeze" or "Flatten" or "Reshape" or "Transpose" or "Dropout" or "QuantizeLinear" or "DequantizeLinear")
                value = node.Input(0);
            else
                return EndOf(flow, node);
        }

        return OutputEnd.Unknown;
    }

    // Operators of other domains and functions of exporters contain the word in their names: QLinearSoftmax, aten_log_softmax.
    private static OutputEnd EndOf(ValueFlow flow, OnnxNode node)
    {
        var op = node.Op.Replace("_", "", StringComparison.Ordinal);
        if (op.Contains("logsoftmax", StringComparison.OrdinalIgnoreCase))
            return OutputEnd.LogSoftmax;
        if (op.Contains("softmax", StringComparison.OrdinalIgnoreCase))
            return OutputEnd.Softmax;
        if (op.Contains("sigmoid", StringComparison.OrdinalIgnoreCase))
            return OutputEnd.Sigmoid;
        return op switch
        {
            "Log" => flow.Writer(node.Input(0)) is { } inner && EndOf(flow, inner) == OutputEnd.Softmax ? OutputEnd.LogSoftmax : OutputEnd.Unknown,
            "Div" => IsShareOfSum(flow, node) ? OutputEnd.Softmax : IsUnitLength(flow, node) ? OutputEnd.UnitLength : OutputEnd.Unknown,
            "LpNormalization" => OutputEnd.UnitLength,
            "ArgMax" or "ArgMin" or "TopK" or "NonMaxSuppression" => OutputEnd.Choice,
            "Add" or "Sub" or "Relu" or "LeakyRelu" or "GlobalAveragePool" or "AveragePool" or "ReduceMean" or "BatchNormalization" or "LayerNormalization" => OutputEnd.Unbounded,
            _ when ValueFlow.IsWeighted(node) => OutputEnd.Unbounded,
            _ => OutputEnd.Unknown,
        };
    }

    // exp(x) / sum(exp(x)), as old exporters write a softmax along another axis than the last.
    private static bool IsShareOfSum(ValueFlow flow, OnnxNode division) =>
        flow.Writer(division.Input(0)) is { Op: "Exp" } && flow.Writer(division.Input(1)) is { Op: "ReduceSum" } sum && sum.Input(0) == division.Input(0);

    private static bool IsUnitLength(ValueFlow flow, OnnxNode division)
    {
        var value = division.Input(1);
        for (var step = 0; step < MostSteps && flow.Writer(value) is { } node; step++)
        {
            if (node.Op is "ReduceL2" or "ReduceSumSquare")
                return true;
            if (node.Op is not ("Clip" or "Max" or "Expand" or "Sqrt" or "Add" or "Unsqueeze" or "Reshape"))
                return false;
            value = node.Input(0);
        }

        return false;
    }
}
