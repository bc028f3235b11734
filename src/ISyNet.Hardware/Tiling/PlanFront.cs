using System.Collections.Immutable;

namespace ISyNet.Hardware.Tiling;

/// <summary>How one operation runs on the cores.</summary>
/// <param name="Times">Items of a core and what each costs.</param>
/// <param name="BodyMs">From the first load to the end of the last store, if no weights are awaited.</param>
/// <param name="RestMs">What remains of it after the last weights have come.</param>
/// <param name="Tiling">The tiling; null for an operation without a matrix product.</param>
internal sealed record OperationPlan(ItemTimes Times, double BodyMs, double RestMs, MatrixTiling? Tiling);

/// <summary>The plans of an operation that no other beats both in body and in what remains after the last weights.</summary>
internal sealed class PlanFront
{
    private readonly List<OperationPlan> _plans = [];

    public ImmutableArray<OperationPlan> Plans => [.. _plans];

    /// <summary>Whether a plan that takes at least so long can be left out.</summary>
    public bool Beats(double bodyMs, double restMs)
    {
        foreach (var plan in _plans)
        {
            if (plan.BodyMs <= bodyMs && plan.RestMs <= restMs)
                return true;
        }

        return false;
    }

    public void Add(OperationPlan plan)
    {
        if (Beats(plan.BodyMs, plan.RestMs))
            return;
        _plans.RemoveAll(other => plan.BodyMs <= other.BodyMs && plan.RestMs <= other.RestMs);
        _plans.Add(plan);
    }
}
