namespace ISyNet.Onnx.Import;

/// <summary>Finds the values that are initial states of recurrent layers.</summary>
internal static class RecurrentStates
{
    private const int MostSteps = 8;

    /// <summary>Whether a value becomes such a state, directly or through views and slices.</summary>
    public static bool Contains(OnnxGraph graph, string value, int steps = 0) => steps < MostSteps && graph.Readers(value).Any(node => node.Op switch
    {
        "LSTM" or "GRU" or "RNN" => node.Input(5) == value || node.Input(6) == value,
        "Slice" or "Gather" or "Squeeze" or "Unsqueeze" or "Identity" or "Cast" or "Split" or "Transpose" or "Reshape" =>
            node.Input(0) == value && node.Proto.Output.Any(output => output.Length > 0 && Contains(graph, output, steps + 1)),
        _ => false,
    });
}
