using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Tests.Native;

/// <summary>Which CUDA device is used, on verdicts that no device gave.</summary>
public sealed class CudaDevicesTests
{
    private static readonly Verdict Right = new(true, null, Lasting: true), Wrong = new(false, "conv 3x3: 2 instead of 1", Lasting: true);

    [Fact]
    public void Auto_takes_the_first_device_that_is_right_and_asks_no_further()
    {
        var asked = new List<int>();
        var devices = new CudaDevices(4, (index, _) =>
        {
            asked.Add(index);
            return index == 0 ? Wrong : Right;
        });
        Assert.Equal(Accelerator.Cuda(1), devices.Choose(Accelerator.Auto));
        Assert.Equal([0, 1], asked);
        Assert.Equal([Accelerator.Cuda(1), Accelerator.Cuda(2), Accelerator.Cuda(3)], devices.Proven);
        Assert.Equal([0, 1, 2, 3], asked); // each once
    }

    [Fact]
    public void Without_a_device_that_is_right_auto_is_the_processor()
    {
        Assert.Equal(Accelerator.Cpu, new CudaDevices(0, (_, _) => Right).Choose(Accelerator.Auto));
        Assert.Equal(Accelerator.Cpu, new CudaDevices(2, (_, _) => Wrong).Choose(Accelerator.Auto));
    }

    [Fact]
    public void A_device_that_is_asked_for_and_wrong_is_refused()
    {
        var devices = new CudaDevices(2, (index, arithmetic) => index == 0 || arithmetic == Arithmetic.Bfloat16 ? Wrong : Right);
        Assert.Contains("computes wrongly: conv 3x3", Assert.Throws<TrainingException>(() => devices.Choose(Accelerator.Cuda(0))).Message, StringComparison.Ordinal);
        Assert.Equal(Accelerator.Cuda(1), devices.Choose(Accelerator.Cuda(1)));
        Assert.Contains("cuda:0 to cuda:1", Assert.Throws<TrainingException>(() => devices.Choose(Accelerator.Cuda(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notice_is_told_once()
    {
        var told = new List<string>();
        TorchRuntime.Notice("a line that nobody hears");
        TorchRuntime.Noticed += told.Add;
        try
        {
            foreach (var line in (string[])["a line that nobody hears", "a line for this test", "a line for this test"])
                TorchRuntime.Notice(line);
        }
        finally
        {
            TorchRuntime.Noticed -= told.Add;
        }

        Assert.Equal(["a line that nobody hears", "a line for this test"], told.Where(line => line.StartsWith("a line", StringComparison.Ordinal)));
    }
}
