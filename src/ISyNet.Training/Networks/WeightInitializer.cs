using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;

namespace ISyNet.Training.Networks;

/// <summary>
/// Fresh weights. Convolutions: truncated normal (cut at 2 sigma), sigma = gain * sqrt(1/fan_in)/0.87962566, with gain 1 as in the
/// paper's release; linear: uniform +-1/sqrt(fan_in); norms: scale 1, shift 0. Each tensor draws from a stream of its own, so
/// adding a layer changes no other.
/// </summary>
public static class WeightInitializer
{
    // The standard deviation of a standard normal that is cut at +-2.
    private const double TruncatedStd = 0.87962566103423978;

    /// <summary>Draws the weights of a network.</summary>
    public static WeightSet Draw(Network network, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new WeightSet(network.Layers.SelectMany((layer, index) => network.Parameters(layer).Select((parameter, p) =>
            KeyValuePair.Create(
                $"{layer.Name}.{parameter.Name}",
                new WeightTensor(parameter.Dims, Draw(network, layer, parameter, new SeededRandom(seed, (ulong)index, (ulong)p)))))));
    }

    private static float[] Draw(Network network, Layer layer, Parameter parameter, SeededRandom random)
    {
        var values = new float[parameter.Dims.Elements];
        switch (layer.Op, parameter.Name)
        {
            case (Conv or ConvTranspose, "weight"):
                var sigma = Math.Sqrt(1.0 / FanIn(network, layer, parameter)) / TruncatedStd;
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)(sigma * TruncatedNormal(random));
                break;
            case (Linear, _):
                var bound = 1 / Math.Sqrt(network.InputShapes(layer)[0].Dims[^1]);
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)random.NextDouble(-bound, bound);
                break;
            case (BatchNorm or LayerNorm, "weight" or "running_var"):
                Array.Fill(values, 1f);
                break;
            case (Conv or ConvTranspose or BatchNorm or LayerNorm, "bias") or (BatchNorm, "running_mean") or (Elementwise, "constant"):
                break;
            default:
                throw new TrainingException($"layer '{layer.Name}': nothing says how '{parameter.Name}' of {layer.Op.GetType().Name} ({layer.Op.Kind}) begins (docs/adding-an-operation.md)");
        }

        return values;
    }

    private static double FanIn(Network network, Layer layer, Parameter parameter) => layer.Op is ConvTranspose transposed
        ? (double)network.InputShapes(layer)[0].Channels / transposed.Groups * transposed.Window.KernelArea
        : parameter.Dims.Elements / (double)parameter.Dims[0];

    private static double TruncatedNormal(SeededRandom random)
    {
        while (true)
        {
            if (random.NextNormal() is >= -2 and <= 2 and var value)
                return value;
        }
    }
}
