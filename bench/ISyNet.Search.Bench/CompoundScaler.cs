using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Latency;

namespace ISyNet.Search.Bench;

/// <summary>A uniform scaling rule: the factors of one step.</summary>
/// <param name="Depth">Blocks of every stage.</param>
/// <param name="Width">Channels of every stage.</param>
/// <param name="Side">Sides of the input, if a larger one is allowed.</param>
internal sealed record ScalingRule(double Depth, double Width, double Side)
{
    /// <summary>Depth, width and resolution together (arXiv 1905.11946).</summary>
    public static ScalingRule Compound { get; } = new(1.2, 1.1, 1.15);

    /// <summary>Depth alone.</summary>
    public static ScalingRule DepthOnly { get; } = new(1.2, 1, 1);
}

/// <summary>
/// Compound scaling (Tan and Le, arXiv 1905.11946), what latency-aware scaling is compared with: every stage becomes
/// 1.2^p times as deep and 1.1^p times as wide, and the input 1.15^p times as large where a larger one is allowed; p is the
/// largest, in steps of 0.02, that fits the budget. Other uniform rules work in the same way.
/// </summary>
internal static class CompoundScaler
{
    private const double PowerStep = 0.02;
    private const double MaxPower = 12;

    /// <summary>Scales a network to a budget.</summary>
    /// <param name="start">The network.</param>
    /// <param name="budgetMsPerImage">The budget, ms per image.</param>
    /// <param name="model">Predicts latencies.</param>
    /// <param name="batch">Images per batch.</param>
    /// <param name="maxSide">The longest side of a larger input, pixels; null keeps the input.</param>
    /// <param name="rule">The factors of a step; compound scaling when null.</param>
    /// <returns>The largest network that fits; the start network if no larger one fits.</returns>
    public static Architecture Scale(Architecture start, double budgetMsPerImage, ILatencyModel model, int batch, int? maxSide = null, ScalingRule? rule = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(model);
        var best = start;
        for (var power = PowerStep; power <= MaxPower; power += PowerStep)
        {
            var scaled = At(start, power, maxSide, rule ?? ScalingRule.Compound);
            // Rounding makes latency a staircase: the search goes on over a step that is too high.
            if (model.Predict(scaled.Build(), batch).LatencyMsPerImage is var latency && latency <= budgetMsPerImage)
                best = scaled;
            else if (latency > 1.5 * budgetMsPerImage)
                break;
        }

        return best;
    }

    private static Architecture At(Architecture start, double power, int? maxSide, ScalingRule rule)
    {
        var (depth, width, side) = (Math.Pow(rule.Depth, power), Math.Pow(rule.Width, power), Math.Pow(rule.Side, power));
        var longest = Math.Max(start.Input.Height, start.Input.Width);
        side = maxSide is { } most ? Math.Min(side, Math.Max(1, (double)most / longest)) : 1;
        return start with
        {
            Input = Graph.Shape.Map(start.Input.Channels, (int)Math.Round(start.Input.Height * side), (int)Math.Round(start.Input.Width * side)),
            Stages = [.. start.Stages.Select(stage => stage with
            {
                Blocks = (int)Math.Round(stage.Blocks * depth),
                Channels = Widen(stage.Channels, width),
                Block = stage.Block is EdgeBlock block ? block with { InnerChannels = Widen(block.InnerChannels, width) } : stage.Block,
            })],
        };
    }

    // A width that nothing multiplies stays as it is, also where it is no multiple.
    private static int Widen(int channels, double width) => width == 1 ? channels : Align(channels * width);

    private static int Align(double channels) => Math.Max(16, 16 * (int)Math.Round(channels / 16));
}
