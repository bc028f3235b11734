using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>
/// The weights of convolutions in bfloat16, for a device: all are cast at once before a step, and not each by itself where it is used. The weights that learn
/// stay float32. In the parameters, those of convolutions come first.
/// </summary>
internal sealed class Bfloat16Weights : IDisposable
{
    private readonly torch.Tensor _learnt, _values;
    private readonly Dictionary<string, torch.Tensor> _views = new(StringComparer.Ordinal);

    public Bfloat16Weights(ParameterStore parameters)
    {
        using var scope = torch.NewDisposeScope();
        var slots = parameters.Trained.Where(slot => slot.Layer.Op is Graph.Ops.Conv).ToArray();
        _learnt = parameters.Values.narrow(0, 0, slots.Sum(slot => (long)slot.Length)).DetachFromDisposeScope();
        _values = torch.zeros_like(_learnt, torch.ScalarType.BFloat16).DetachFromDisposeScope();
        foreach (var slot in slots)
            _views[slot.Name] = ParameterStore.View(_values, slot).detach().requires_grad_(slot.RateFactor > 0).DetachFromDisposeScope();
    }

    /// <summary>A weight or bias of a convolution by its full name.</summary>
    public torch.Tensor this[string name] => _views[name];

    /// <summary>Whether it is one of them.</summary>
    public bool Has(string name) => _views.ContainsKey(name);

    /// <summary>Takes the weights over as they are now.</summary>
    public void Refresh()
    {
        using var noGrad = torch.no_grad();
        _values.copy_(_learnt);
    }

    public void Dispose()
    {
        foreach (var view in _views.Values)
            view.Dispose();
        _values.Dispose();
        _learnt.Dispose();
    }
}
