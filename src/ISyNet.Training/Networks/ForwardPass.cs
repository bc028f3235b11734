namespace ISyNet.Training.Networks;

/// <summary>How a network is run: batch statistics and dropout when training, running statistics when not.</summary>
/// <param name="DropoutRandom">Draws the dropout masks of this pass; null when not training.</param>
internal readonly record struct ForwardPass(SeededRandom? DropoutRandom)
{
    public static ForwardPass Evaluation => default;

    public bool Training => DropoutRandom is not null;
}

/// <summary>Computes one layer from its inputs.</summary>
internal delegate TorchSharp.torch.Tensor LayerFunction(ReadOnlySpan<TorchSharp.torch.Tensor> inputs, ForwardPass pass);
