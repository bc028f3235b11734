namespace ISyNet.Training.Networks;

/// <summary>How a network is run.</summary>
/// <param name="Training">Whether batch norms take the statistics of the batch and update their running ones; else they apply the running ones.</param>
/// <param name="DropoutRandom">Draws the dropout masks of this pass; null where nothing is dropped.</param>
internal readonly record struct ForwardPass(bool Training, SeededRandom? DropoutRandom)
{
    /// <summary>For predictions.</summary>
    public static ForwardPass Evaluation => default;

    /// <summary>Measures the statistics of batch norms as predictions meet them: nothing is dropped.</summary>
    public static ForwardPass Measuring => new(Training: true, null);

    /// <summary>For a step.</summary>
    public static ForwardPass Learning(SeededRandom dropout) => new(Training: true, dropout);
}

/// <summary>Computes one layer from its inputs.</summary>
internal delegate TorchSharp.torch.Tensor LayerFunction(ReadOnlySpan<TorchSharp.torch.Tensor> inputs, ForwardPass pass);
