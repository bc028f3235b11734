using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>
/// Collects the gradients of a batch into the flat vector in one operation. On the processor, each gradient is added to its own part of the vector. On a device,
/// that would start one kernel per parameter, so libtorch leaves each gradient in its own tensor, and this class joins them.
/// </summary>
internal sealed class GradientGathering
{
    private readonly ParameterStore _parameters;
    private readonly (torch.Tensor Leaf, ParameterSlot Slot)[] _narrow, _wide;
    private readonly long _boundary;

    public GradientGathering(ParameterStore parameters)
    {
        _parameters = parameters;
        _narrow = [.. parameters.Trained.Where(IsNarrow).Select(slot => (parameters.Bfloat16![slot.Name], slot))];
        _wide = [.. parameters.Trained.Where(slot => !IsNarrow(slot)).Select(slot => (parameters[slot.Name], slot))];
        _boundary = _narrow.Sum(pair => (long)pair.Slot.Length);
        bool IsNarrow(ParameterSlot slot) => parameters.Bfloat16?.Has(slot.Name) == true;
    }

    /// <summary>Adds the gradients of a batch to the flat vector.</summary>
    public void Collect()
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Collect(_narrow, 0, _boundary);
        Collect(_wide, _boundary, _parameters.Gradients.NumberOfElements - _boundary);
    }

    private void Collect((torch.Tensor Leaf, ParameterSlot Slot)[] leaves, long first, long length)
    {
        if (leaves.Length > 0)
            _parameters.Gradients.narrow(0, first, length).Increase(torch.cat(Array.ConvertAll(leaves, pair => Take(pair.Leaf, pair.Slot))));
    }

    // In memory order: a gradient has the strides of its parameter (torch/csrc/autograd/functions/accumulate_grad.h).
    private static torch.Tensor Take(torch.Tensor leaf, ParameterSlot slot)
    {
        if (leaf.grad is not { } gradient)
            return torch.zeros(slot.Length, leaf.dtype, leaf.device);
        leaf.grad = null;
        return gradient.ndim == 1 ? gradient : gradient.as_strided([slot.Length], [1], gradient.storage_offset());
    }
}
