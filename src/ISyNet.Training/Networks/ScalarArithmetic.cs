using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>
/// Tensors with numbers. TorchSharp turns a number given to a tensor's method into an object of its own that nothing keeps alive during the native
/// call: a collection on another thread can free it under libtorch's hands (seen as "Expected false to be true" out of <c>mul</c> and <c>add</c>). It does so
/// inside sums of two tensors and some activations too. Here the object lives until the call has returned, and is freed at once. Whoever
/// writes a loss of his own takes these.
/// </summary>
public static class ScalarArithmetic
{
    /// <summary>tensor * factor.</summary>
    public static torch.Tensor Times(this torch.Tensor tensor, double factor) => With(factor, scalar => tensor.mul(scalar));

    /// <summary>tensor + summand.</summary>
    public static torch.Tensor Plus(this torch.Tensor tensor, double summand) => With(summand, scalar => With(1, one => tensor.add(scalar, one)));

    /// <summary>tensor + factor * other.</summary>
    public static torch.Tensor Plus(this torch.Tensor tensor, torch.Tensor other, double factor = 1) => With(factor, scalar => tensor.add(other, scalar));

    /// <summary>tensor + a * b.</summary>
    internal static torch.Tensor PlusProduct(this torch.Tensor tensor, torch.Tensor a, torch.Tensor b) => With(1, scalar => tensor.addcmul(a, b, scalar));

    /// <summary>tensor *= factor.</summary>
    internal static void Scale(this torch.Tensor tensor, double factor) => With(factor, scalar => tensor.mul_(scalar));

    /// <summary>tensor += factor * other.</summary>
    /// <returns>The tensor itself.</returns>
    internal static torch.Tensor Increase(this torch.Tensor tensor, torch.Tensor other, double factor = 1) => With(factor, scalar => tensor.add_(other, scalar));

    /// <summary>tensor += factor * a * b.</summary>
    internal static void IncreaseByProduct(this torch.Tensor tensor, torch.Tensor a, torch.Tensor b, double factor) => With(factor, scalar => tensor.addcmul_(a, b, scalar));

    /// <summary>tensor += factor * a / b.</summary>
    internal static void IncreaseByQuotient(this torch.Tensor tensor, torch.Tensor a, torch.Tensor b, double factor) => With(factor, scalar => tensor.addcdiv_(a, b, scalar));

    /// <summary>max(tensor, bound).</summary>
    public static torch.Tensor AtLeast(this torch.Tensor tensor, double bound) => With(bound, scalar => tensor.clamp_min(scalar));

    /// <summary>min(tensor, bound).</summary>
    public static torch.Tensor AtMost(this torch.Tensor tensor, double bound) => With(bound, scalar => tensor.clamp_max(scalar));

    /// <summary>Where the tensor is above a bound.</summary>
    public static torch.Tensor Above(this torch.Tensor tensor, double bound) => With(bound, scalar => tensor.gt(scalar));

    /// <summary>The tensor where it is positive, slope times it where it is negative.</summary>
    internal static torch.Tensor LeakyRelu(this torch.Tensor tensor, double slope) => With(slope, scalar => tensor.leaky_relu(scalar));

    /// <summary>The tensor where it is positive, exp(tensor) - 1 where it is negative.</summary>
    internal static torch.Tensor Elu(this torch.Tensor tensor) => With(1, scalar => tensor.elu(scalar, scalar, scalar));

    /// <summary>log(1 + exp(tensor)).</summary>
    public static torch.Tensor Softplus(this torch.Tensor tensor) => torch.nn.functional.logsigmoid(tensor.neg()).neg();

    private static torch.Tensor With(double number, Func<Scalar, torch.Tensor> operation)
    {
        using var scalar = number.ToScalar();
        return operation(scalar);
    }
}
