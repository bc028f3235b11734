using ISyNet.Predictors.Building;

namespace ISyNet.Predictors.Tests;

/// <summary>What a call costs, from networks that were timed with the profiler and without.</summary>
public class CallOverheadTests
{
    [Fact]
    public void Networks_of_short_kernels_decide()
    {
        // Kernels of 1 to 40 us; beyond 10 us the machine's drift is larger than what is sought.
        CallOverhead[] calls = [.. Enumerable.Range(1, 40).Select(us => new CallOverhead(us, us <= 10 ? -1.8 + (0.01 * us) : us))];
        Assert.Equal(-1.74, CallOverhead.Typical(calls), 9);
    }

    [Fact]
    public void A_device_without_such_networks_has_none() => Assert.Equal(0, CallOverhead.Typical([]));
}
