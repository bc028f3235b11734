using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// LSTM, GRU and plain recurrent layers: a product of the whole sequence with the input weights, then in each step a product of the
/// state with the recurrent weights, and the gates. Both directions are costed in the same way.
/// </summary>
internal static class RecurrentImport
{
    public static void Recurrent(ImportScope scope, OnnxNode node)
    {
        var source = node.Input(0);
        var (input, weight) = (scope.Tensors.Dims(source), scope.Tensors.Dims(node.Input(2)));
        // Quantised weights are transposed: directions x hidden x gates.
        var isQuantised = node.Op == "DynamicQuantizeLSTM";
        var gates = node.Op switch { "GRU" => 3, "RNN" => 1, _ => 4 };
        if (!scope.IsComputed(source) || input.Length != 3 || weight.Length != 3 || input.Any(d => d is < 1 or > 1 << 24) || weight.Any(d => d is < 1 or > 1 << 24))
            throw node.Error($"reads {string.Join('x', input)} with weights of {string.Join('x', weight)}, not steps x batch x features with three dimensions");
        var (directions, hidden) = ((int)weight[0], isQuantised ? weight[1] : weight[2]);
        var isBatchFirst = node.Proto.Int("layout") != 0;
        var (steps, batch) = isBatchFirst ? (input[1], input[0]) : (input[0], input[1]);
        if ((isQuantised ? weight[2] : weight[1]) != gates * hidden)
            throw node.Error($"its weights of {string.Join('x', weight)} are not {gates} gates of {hidden}");
        var features = checked((int)(gates * hidden));
        var rows = scope.View(node, scope.Layer(source), new Shape(checked((int)(steps * batch)), (int)input[2]), ".rows");
        var bias = node.Input(3).Length > 0;
        var projected = scope.Add(node, new Linear(checked(features * directions), bias), new Shape(checked((int)(steps * batch)), checked(features * directions)), [rows], ".input");
        var times = checked(steps * directions);
        var state = scope.Add(node, new Imported("State", WorkKind.Free), new Shape((int)batch, (int)hidden), [projected, .. States(scope, node)], ".state");
        var step = scope.Add(node, new Linear(features, Bias: false), new Shape((int)batch, features), [state], ".step");
        var gated = scope.Add(node, new Activation(node.Op == "RNN" ? ActivationKind.Tanh : ActivationKind.Sigmoid), new Shape((int)batch, features), [step], ".gates");
        scope.Repeat(step, times);
        scope.Repeat(gated, times);
        foreach (var (output, i) in node.Proto.Output.Select((output, i) => (output, i)))
        {
            if (output.Length > 0 && (i == 0 || scope.IsOutput(output) || scope.Readers(output).Any()))
                scope.Alias(output, scope.Add(node, new Imported(node.Op, WorkKind.Free, node.Domain, node.Opset), scope.Tensors.Sample(output), [gated], i == 0 ? "" : $".{i}"));
        }
    }

    private static IEnumerable<int> States(ImportScope scope, OnnxNode node) => new[] { node.Input(5), node.Input(6) }.Where(scope.IsComputed).Select(scope.Layer).Distinct();
}
