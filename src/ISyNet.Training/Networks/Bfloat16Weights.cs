using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>
/// The weights of convolutions in bfloat16, for a device: all are cast at once before a step, and not each by itself where it is used; their gradients are added to
/// those in float32 at once after each batch. The weights that learn stay float32.
/// </summary>
internal sealed class Bfloat16Weights : IDisposable
{
    private readonly ParameterStore _parameters;
    private readonly torch.Tensor _values, _gradients;
    private readonly Dictionary<string, torch.Tensor> _views = new(StringComparer.Ordinal);
    private readonly List<torch.Tensor> _gradientViews = [];

    public Bfloat16Weights(ParameterStore parameters)
    {
        using var scope = torch.NewDisposeScope();
        _parameters = parameters;
        _values = torch.zeros_like(parameters.Values, torch.ScalarType.BFloat16).DetachFromDisposeScope();
        _gradients = torch.zeros_like(_values).DetachFromDisposeScope();
        foreach (var slot in parameters.Trained.Where(slot => slot.Layer.Op is Graph.Ops.Conv))
        {
            var view = ParameterStore.View(_values, slot).detach().requires_grad_(slot.RateFactor > 0).DetachFromDisposeScope();
            _views[slot.Name] = view;
            if (slot.RateFactor == 0)
                continue;
            var gradient = ParameterStore.View(_gradients, slot).DetachFromDisposeScope();
            view.grad = gradient;
            _gradientViews.Add(gradient);
        }
    }

    /// <summary>A weight or bias of a convolution by its full name.</summary>
    public torch.Tensor this[string name] => _views[name];

    /// <summary>Takes the weights over as they are now.</summary>
    public void Refresh()
    {
        using var noGrad = torch.no_grad();
        _values.copy_(_parameters.Values);
    }

    /// <summary>Adds the gradients of a batch to those in float32.</summary>
    public void Collect()
    {
        using var noGrad = torch.no_grad();
        _parameters.Gradients.Increase(_gradients);
        _gradients.zero_();
    }

    public void Dispose()
    {
        foreach (var view in _views.Values.Concat(_gradientViews))
            view.Dispose();
        _values.Dispose();
        _gradients.Dispose();
    }
}
