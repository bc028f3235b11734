using TorchSharp;

namespace ISyNet.Training;

/// <summary>Training losses over logits (batch x classes) and target distributions of the same shape.</summary>
internal static class Losses
{
    /// <summary>Mean over the batch of -sum(target * log softmax(logits)).</summary>
    public static torch.Tensor CrossEntropy(torch.Tensor logits, torch.Tensor targets) =>
        torch.nn.functional.log_softmax(logits, 1).mul(targets).sum().mul(-1.0 / logits.shape[0]);
}
