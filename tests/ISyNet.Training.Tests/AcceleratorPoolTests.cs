namespace ISyNet.Training.Tests;

/// <summary>Trainings side by side each get an accelerator of their own, as long as there are enough.</summary>
public sealed class AcceleratorPoolTests
{
    [Fact]
    public void As_many_trainings_as_GPUs_have_one_each()
    {
        var pool = Three();
        using var first = pool.Lease();
        using var second = pool.Lease();
        using var third = pool.Lease();
        Assert.Equal(["cuda:0", "cuda:1", "cuda:2"], new[] { first, second, third }.Select(lease => lease.Accelerator.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(3, pool.Workers);
    }

    [Fact]
    public void What_is_given_back_is_taken_next_and_only_once()
    {
        var pool = Three();
        using var first = pool.Lease();
        var second = pool.Lease();
        using var third = pool.Lease();
        second.Dispose();
        second.Dispose();
        using var next = pool.Lease();
        Assert.Equal(second.Accelerator, next.Accelerator);
        using var fourth = pool.Lease();
        Assert.Equal(Accelerator.Cuda(0), fourth.Accelerator); // all have one: the first again
    }

    [Fact]
    public async Task Workers_at_once_never_share_a_GPU()
    {
        var pool = Three();
        var users = new int[3];
        await Task.WhenAll(Enumerable.Range(0, pool.Workers).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                using var lease = pool.Lease();
                Assert.Equal(1, Interlocked.Increment(ref users[lease.Accelerator.Index]));
                Interlocked.Decrement(ref users[lease.Accelerator.Index]);
            }
        })));
    }

    [Fact]
    public void The_processor_is_shared_by_a_worker_for_each_core()
    {
        var pool = new AcceleratorPool(Accelerator.Cpu);
        using var first = pool.Lease();
        using var second = pool.Lease();
        Assert.Equal((Accelerator.Cpu, Accelerator.Cpu, Environment.ProcessorCount), (first.Accelerator, second.Accelerator, pool.Workers));
    }

    private static AcceleratorPool Three() => new([Accelerator.Cuda(0), Accelerator.Cuda(1), Accelerator.Cuda(2)]);
}
