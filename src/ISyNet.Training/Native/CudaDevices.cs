using System.Collections.Concurrent;
using System.Collections.Immutable;
using ISyNet.Training.Native.LibTorch;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Native;

/// <summary>The CUDA devices that libtorch sees, each proven right before anything is computed on it (docs/numerics.md).</summary>
internal static class CudaDevices
{
    private static readonly Lazy<int> Present = new(Open);
    private static readonly ConcurrentDictionary<(int Index, Arithmetic Arithmetic), Lazy<Verdict>> Verdicts = new();

    /// <summary>Number of devices; 0 where there is none, or libtorch is one for processors.</summary>
    public static int Count => Present.Value;

    /// <summary>Makes CUDA ready in this process. libtorch must be loaded.</summary>
    /// <returns>Number of devices.</returns>
    public static int Open()
    {
        TorchSwitches.BeforeCuda();
        return torch.cuda.is_available() ? torch.cuda.device_count() : 0;
    }

    /// <summary>The accelerator for one that is asked for.</summary>
    /// <exception cref="TrainingException">The device that is asked for is not there, or computes wrongly.</exception>
    public static Accelerator Choose(Accelerator asked)
    {
        if (asked.IsAuto)
        {
            if (Count == 0)
                return Accelerator.Cpu;
            var verdict = Prove(0, Arithmetic.Float32);
            if (verdict.Right)
                return Accelerator.Cuda();
            TorchRuntime.Notice($"{CudaDriver.Name(0)} computes wrongly ({verdict.Reason}): the processor is used instead");
            return Accelerator.Cpu;
        }

        if (!asked.IsCuda)
            return asked;
        if (Count == 0)
            throw new TrainingException($"there is no CUDA device for --accelerator {asked}: {LibTorchLoader.Choice.WhyNoDevice}; use --accelerator cpu, or see 'isynet doctor'");
        if (asked.Index >= Count)
            throw new TrainingException($"there is no {asked}: this machine has {(Count == 1 ? "one CUDA device, cuda:0" : $"{Count} CUDA devices, cuda:0 to cuda:{Count - 1}")}");
        return Prove(asked.Index, Arithmetic.Float32) is { Right: false } wrong
            ? throw new TrainingException($"{asked} ({CudaDriver.Name(asked.Index)}) computes wrongly: {wrong.Reason}; use --accelerator cpu, and see docs/numerics.md")
            : asked;
    }

    /// <summary>The devices that are proven right; one that is not is told of.</summary>
    public static ImmutableArray<Accelerator> Proven()
    {
        var proven = ImmutableArray.CreateBuilder<Accelerator>();
        for (var index = 0; index < Count; index++)
        {
            if (Prove(index, Arithmetic.Float32) is { Right: false } wrong)
                TorchRuntime.Notice($"cuda:{index} ({CudaDriver.Name(index)}) computes wrongly ({wrong.Reason}): it is not used");
            else
                proven.Add(Accelerator.Cuda(index));
        }

        return proven.ToImmutable();
    }

    /// <summary>The arithmetic of a training on a device.</summary>
    /// <param name="asked">What the recipe asks for.</param>
    /// <param name="index">The device, proven right in float32.</param>
    /// <param name="processor">What the processor computes with.</param>
    public static TorchArithmetic Choose(Arithmetic asked, int index, TorchArithmetic processor)
    {
        var device = processor with { Products = Arithmetic.Float32, Reason = null, Device = CudaDriver.Name(index) };
        if (asked == Arithmetic.Float32)
            return device;
        if (Prove(index, Arithmetic.Bfloat16) is not { Right: false } wrong)
            return device with { Products = Arithmetic.Bfloat16 };
        TorchRuntime.Notice($"bfloat16 is wrong on {device.Device} ({wrong.Reason}): convolutions multiply float32 instead");
        return device with { Reason = wrong.Reason };
    }

    private static Verdict Prove(int index, Arithmetic arithmetic) => Verdicts.GetOrAdd((index, arithmetic), _ => new Lazy<Verdict>(() =>
        TorchRuntime.Ask($"{CudaDriver.Name(index)}, {CudaDriver.Version}", arithmetic, null, Accelerator.Cuda(index)))).Value;
}
