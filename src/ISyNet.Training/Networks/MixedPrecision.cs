using ISyNet.Graph;
using ISyNet.Graph.Ops;
using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>
/// Training with bfloat16 products: convolutions take bfloat16 and what passes over memory after them stays so, which halves its traffic;
/// all else is computed in float32. Nothing changes where the network does not train.
/// </summary>
internal static class MixedPrecision
{
    public static LayerFunction Wrap(Op op, LayerFunction function) => op switch
    {
        Conv => Cast(function, torch.ScalarType.BFloat16),
        BatchNorm or Activation or Concat or Pool { Function: PoolKind.Max } or Elementwise { Function: ElementwiseKind.Add } => SameType(function),
        _ => Cast(function, torch.ScalarType.Float32),
    };

    /// <summary>A function of branches in their own type; of float32 if one of them is.</summary>
    public static LayerFunction SameType(LayerFunction function)
    {
        var widened = Cast(function, torch.ScalarType.Float32);
        return (x, pass) =>
        {
            for (var i = 1; i < x.Length; i++)
            {
                if (x[i].dtype != x[0].dtype)
                    return widened(x, pass);
            }

            return function(x, pass);
        };
    }

    /// <summary>A function whose inputs are cast to a type while the network trains.</summary>
    public static LayerFunction Cast(LayerFunction function, torch.ScalarType type) => (x, pass) =>
    {
        if (!pass.Training)
            return function(x, pass);
        var cast = new torch.Tensor[x.Length];
        for (var i = 0; i < cast.Length; i++)
            cast[i] = x[i].dtype == type ? x[i] : x[i].to(type);
        var output = function(cast, pass);
        for (var i = 0; i < cast.Length; i++)
        {
            // An output that overwrote its input, or is it, is the same object.
            if (!ReferenceEquals(cast[i], x[i]) && !ReferenceEquals(cast[i], output))
                cast[i].Dispose();
        }

        return output;
    };
}
