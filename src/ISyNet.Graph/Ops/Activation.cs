namespace ISyNet.Graph.Ops;

/// <summary>The function of an <see cref="Activation"/>.</summary>
public enum ActivationKind
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>min(max(x, 0), 6), and other clips.</summary>
    Relu6,

    /// <summary>Leaky ReLU: one slope for all channels.</summary>
    LeakyRelu,

    /// <summary>Exponential linear unit.</summary>
    Elu,

    /// <summary>1/(1+exp(-x)).</summary>
    Sigmoid,

    /// <summary>Piecewise linear sigmoid.</summary>
    HardSigmoid,

    /// <summary>x * sigmoid(x), also called SiLU.</summary>
    Swish,

    /// <summary>x * hard-sigmoid(x).</summary>
    HardSwish,

    /// <summary>Gaussian error linear unit.</summary>
    Gelu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>x * tanh(softplus(x)).</summary>
    Mish,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>Parametric ReLU: a slope per channel. The slopes are not stored: trained and exported networks use 0.25, the initial value of PyTorch.</summary>
    PRelu,
}

/// <summary>An element-wise function of one tensor.</summary>
public sealed record Activation(ActivationKind Function) : Op
{
    /// <inheritdoc/>
#pragma warning disable CA1308 // a kind is a lower-case word in tables, never a key
    public override string Kind => Function.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Single(inputs);
}
