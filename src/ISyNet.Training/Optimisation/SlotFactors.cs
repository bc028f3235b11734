using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>A factor for every parameter as one operand: a number where all have the same, else a vector with the factor of each element.</summary>
internal sealed class SlotFactors : IDisposable
{
    private readonly double _common;
    private readonly torch.Tensor? _each;

    public SlotFactors(ParameterStore parameters, Func<ParameterSlot, double> factor)
    {
        var factors = parameters.Trained.Select(factor).ToArray();
        _common = factors.FirstOrDefault();
        if (Array.TrueForAll(factors, value => value == _common))
            return;
        var each = new float[parameters.Values.NumberOfElements];
        foreach (var (slot, value) in parameters.Trained.Zip(factors))
            each.AsSpan(slot.Offset, slot.Length).Fill((float)value);
        using var scope = torch.NewDisposeScope();
        _each = torch.tensor(each).to(parameters.Accelerator.Device).DetachFromDisposeScope();
    }

    /// <summary>target += scale * factor * operand.</summary>
    public void Increase(torch.Tensor target, torch.Tensor operand, double scale)
    {
        if (_each is not null)
            target.IncreaseByProduct(operand, _each, scale);
        else if (_common != 0)
            target.Increase(operand, _common * scale);
    }

    /// <summary>target += scale * factor * numerator / denominator.</summary>
    public void IncreaseByQuotient(torch.Tensor target, torch.Tensor numerator, torch.Tensor denominator, double scale)
    {
        if (_each is not null)
            target.IncreaseByProduct(numerator.div(denominator), _each, scale);
        else if (_common != 0)
            target.IncreaseByQuotient(numerator, denominator, _common * scale);
    }

    public void Dispose() => _each?.Dispose();
}
