using System.Runtime.InteropServices;
using ISyNet.Training.Engine;
using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Tests;

/// <summary>What a device could not do, in one line with what to do about it; the texts are libtorch's.</summary>
public class DeviceFailureTests
{
    private const string Kept = "the state at step 120 is in runs/n0/checkpoint.safetensors";

    private static readonly ComputeSettings OnDevice = new(
        1, new TorchArithmetic(Arithmetic.Bfloat16, "2.11.0", null, OneDnnCaches.Unknown, null) { Device = "NVIDIA H100 80GB HBM3" }, Accelerator.Cuda(1));

    [Fact]
    public void Out_of_memory_says_what_would_fit_and_what_was_kept() => Assert.Equal(
        "cuda:1 (NVIDIA H100 80GB HBM3) is out of memory with batches of 32 images: set batchSize 16 and accumulation 2 in the recipe: the same images per step in half of the memory; " + Kept,
        DeviceFailure.Describe(
            new TorchSaid("CUDA out of memory. Tried to allocate 2.30 GiB. GPU 1 has a total capacity of 79.18 GiB of which 1.05 GiB is free.\nException raised from malloc at CUDACachingAllocator.cpp:1"),
            OnDevice, Small.Recipe, Kept));

    [Fact]
    public void A_lost_device_names_the_last_checkpoint() => Assert.Equal(
        $"cuda:1 (NVIDIA H100 80GB HBM3) failed: CUDA error: unspecified launch failure; {Kept}: run the same command again to continue",
        DeviceFailure.Describe(new TorchSaid("CUDA error: unspecified launch failure\nCUDA kernel errors might be asynchronously reported"), OnDevice, Small.Recipe, Kept));

    [Fact]
    public void Without_a_checkpoint_nothing_was_kept() => Assert.EndsWith(
        "there is no checkpoint: start again", DeviceFailure.Describe(new TorchSaid("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"), OnDevice, Small.Recipe, null), StringComparison.Ordinal);

    [Fact]
    public void Other_errors_and_those_of_the_processor_are_none_of_a_device()
    {
        Assert.Null(DeviceFailure.Describe(new TorchSaid("shape '[3]' is invalid for input of size 4"), OnDevice, Small.Recipe, Kept));
        Assert.Null(DeviceFailure.Describe(new TorchSaid("CUDA error: none"), OnDevice with { Accelerator = Accelerator.Cpu }, Small.Recipe, Kept));
    }

    private sealed class TorchSaid(string message) : ExternalException(message);
}
