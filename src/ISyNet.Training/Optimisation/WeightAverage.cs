using System.Numerics;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>
/// The exponential running average of all parameters and running statistics: a += (1 - d) * (w - a), with d the decay, but at most
/// (1 + t) / (10 + t) at step t, so that the start is forgotten.
/// </summary>
internal sealed class WeightAverage(ParameterStore parameters, double decay) : IDisposable
{
    public torch.Tensor Values { get; } = parameters.Values.clone().DetachFromDisposeScope();

    public torch.Tensor RunningStatistics { get; } = parameters.RunningStatistics.clone().DetachFromDisposeScope();

    public void Update(long step)
    {
        var d = (float)Math.Min(decay, (1.0 + step) / (10.0 + step));
        Update(Values, parameters.Values, d);
        Update(RunningStatistics, parameters.RunningStatistics, d);
    }

    public void Dispose()
    {
        Values.Dispose();
        RunningStatistics.Dispose();
    }

    private void Update(torch.Tensor average, torch.Tensor current, float decay)
    {
        if (!parameters.Accelerator.ByTensors)
        {
            Update(average.Floats(), current.Floats(), decay);
            return;
        }

        average.Scale(decay);
        average.Increase(current, 1 - decay);
    }

    private static void Update(Span<float> average, ReadOnlySpan<float> current, float decay)
    {
        var i = 0;
        for (var width = Vector<float>.Count; i <= average.Length - width; i += width)
        {
            var a = new Vector<float>(average[i..]);
            (a + ((new Vector<float>(current[i..]) - a) * (1 - decay))).CopyTo(average[i..]);
        }

        for (; i < average.Length; i++)
            average[i] += (current[i] - average[i]) * (1 - decay);
    }
}
