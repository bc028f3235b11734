using ISyNet.Graph.Architectures;
using ISyNet.Hardware;

namespace ISyNet.Search.Scaling;

/// <summary>
/// Compound scaling (Tan and Le, arXiv 1905.11946), the rule that latency-aware scaling is compared with: every stage becomes
/// 1.2^p times as deep and 1.1^p times as wide, and the input 1.15^p times as large where a larger one is allowed; p is the
/// largest, in steps of 0.02, that fits the budget.
/// </summary>
public static class CompoundScaler
{
    private const double PowerStep = 0.02;
    private const double MaxPower = 12;

    /// <summary>Scales a network to a budget.</summary>
    /// <param name="start">The network.</param>
    /// <param name="budgetMsPerImage">The budget, ms per image.</param>
    /// <param name="model">Predicts latencies.</param>
    /// <param name="batch">Images per batch.</param>
    /// <param name="maxSide">The longest side of a larger input, pixels; null keeps the input.</param>
    /// <returns>The largest that fits; the network itself when no larger one does.</returns>
    public static Architecture Scale(Architecture start, double budgetMsPerImage, ILatencyModel model, int batch, int? maxSide = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(model);
        var best = start;
        for (var power = PowerStep; power <= MaxPower; power += PowerStep)
        {
            var scaled = At(start, power, maxSide);
            // Rounding makes latency a staircase: the search goes on over a step that is too high.
            if (model.Predict(scaled.Build(), batch).LatencyMsPerImage is var latency && latency <= budgetMsPerImage)
                best = scaled;
            else if (latency > 1.5 * budgetMsPerImage)
                break;
        }

        return best;
    }

    private static Architecture At(Architecture start, double power, int? maxSide)
    {
        var (depth, width, side) = (Math.Pow(1.2, power), Math.Pow(1.1, power), Math.Pow(1.15, power));
        var longest = Math.Max(start.Input.Height, start.Input.Width);
        side = maxSide is { } most ? Math.Min(side, Math.Max(1, (double)most / longest)) : 1;
        return start with
        {
            Input = Graph.Shape.Map(start.Input.Channels, (int)Math.Round(start.Input.Height * side), (int)Math.Round(start.Input.Width * side)),
            Stages = [.. start.Stages.Select(stage => stage with
            {
                Blocks = (int)Math.Round(stage.Blocks * depth),
                Channels = Align(stage.Channels * width),
                Block = stage.Block is EdgeBlock block ? block with { InnerChannels = Align(block.InnerChannels * width) } : stage.Block,
            })],
        };
    }

    private static int Align(double channels) => Math.Max(16, 16 * (int)Math.Round(channels / 16));
}
