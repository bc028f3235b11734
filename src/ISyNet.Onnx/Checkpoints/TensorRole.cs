using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>The role of a tensor in its layer, independent of the names of a framework.</summary>
internal enum TensorRole
{
    ConvWeight,
    ConvBias,
    LinearWeight,
    LinearBias,
    NormScale,
    NormShift,
    NormMean,
    NormVariance,
}

/// <summary>Derives roles from the layers of a network, and from the names and shapes of a checkpoint.</summary>
internal static class TensorRoles
{
    public static TensorRole? Find(Layer layer, string parameter) => (layer.Op, parameter) switch
    {
        (Conv or ConvTranspose, "weight") => TensorRole.ConvWeight,
        (Conv or ConvTranspose, "bias") => TensorRole.ConvBias,
        (Linear, "weight") => TensorRole.LinearWeight,
        (Linear, "bias") => TensorRole.LinearBias,
        (BatchNorm or LayerNorm, "weight") => TensorRole.NormScale,
        (BatchNorm or LayerNorm, "bias") => TensorRole.NormShift,
        (BatchNorm, "running_mean") => TensorRole.NormMean,
        (BatchNorm, "running_var") => TensorRole.NormVariance,
        _ => null,
    };

    /// <summary>The role of a checkpoint's tensor; null if it is not a weight (counters, the state of an optimiser).</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="weightRanks">The rank of each module's <c>weight</c>, by the module's name.</param>
    public static TensorRole? Find(CheckpointTensor tensor, IReadOnlyDictionary<string, int> weightRanks)
    {
        if (IsOptimiserState(tensor.Name))
            return null;
        var dot = tensor.Name.LastIndexOf('.');
        var module = tensor.Name[..Math.Max(0, dot)];
        return (tensor.Name[(dot + 1)..], tensor.Dims.Length) switch
        {
            ("weight", 4) => TensorRole.ConvWeight,
            ("weight", 2) => TensorRole.LinearWeight,
            ("gamma", 1) or ("weight", 1) => TensorRole.NormScale,
            ("beta", 1) => TensorRole.NormShift,
            ("moving_mean" or "running_mean", 1) => TensorRole.NormMean,
            ("moving_variance" or "running_var", 1) => TensorRole.NormVariance,
            ("bias", 1) => weightRanks.GetValueOrDefault(module) switch
            {
                4 => TensorRole.ConvBias,
                2 => TensorRole.LinearBias,
                1 => TensorRole.NormShift,
                _ => null,
            },
            _ => null,
        };
    }

    // Optimisers store a copy of each parameter under their own prefix.
    private static bool IsOptimiserState(string name) =>
        name.StartsWith("moment", StringComparison.Ordinal) || name.StartsWith("adam_", StringComparison.Ordinal) || name.StartsWith("optimizer.", StringComparison.Ordinal)
        || name.StartsWith("accum.", StringComparison.Ordinal) || name.Contains(".exp_avg", StringComparison.Ordinal);
}
