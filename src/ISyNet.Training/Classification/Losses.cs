using ISyNet.Training.Networks;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace ISyNet.Training.Classification;

/// <summary>Training losses over logits (batch x classes) and target distributions of the same shape.</summary>
public static class Losses
{
    /// <summary>Mean over the batch of -sum(target * log softmax(logits)).</summary>
    public static torch.Tensor CrossEntropy(torch.Tensor logits, torch.Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return F.log_softmax(logits, 1).mul(targets).sum().Times(-1.0 / logits.shape[0]);
    }

    /// <summary>
    /// Deep mutual learning as the paper's release has it: CE(z1, y) + CE(z2, y) + (KL(p1||p2) + KL(p2||p1)) / 2, means over the batch.
    /// With l = log p, the two divergences together are sum((p1 - p2) * (l1 - l2)).
    /// </summary>
    internal static torch.Tensor Mutual(torch.Tensor logits, torch.Tensor partner, torch.Tensor targets)
    {
        var (l1, l2) = (F.log_softmax(logits, 1), F.log_softmax(partner, 1));
        var divergence = l1.exp().sub(l2.exp()).mul(l1.sub(l2)).sum().Times(0.5 / logits.shape[0]);
        return CrossEntropy(logits, targets).Plus(CrossEntropy(partner, targets)).Plus(divergence);
    }
}
