using System.Collections.Concurrent;
using ISyNet.Training.Native.LibTorch;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Native;

/// <summary>The CUDA devices of a machine, each proven right before anything is computed on it (docs/numerics.md). Thread-safe.</summary>
/// <param name="count">Number of devices.</param>
/// <param name="prove">Proves the arithmetic of a device; each question is asked once.</param>
internal sealed class CudaDevices(int count, Func<int, Arithmetic, Verdict> prove)
{
    private static readonly Lazy<CudaDevices> Present = new(() => new CudaDevices(Open(), (index, arithmetic) =>
        TorchRuntime.Ask($"{CudaDriver.Name(index)}, {CudaDriver.Version}", arithmetic, null, Accelerator.Cuda(index))));

    private readonly ConcurrentDictionary<(int Index, Arithmetic Arithmetic), Lazy<Verdict>> _verdicts = new();

    /// <summary>The devices that libtorch sees. libtorch must be loaded.</summary>
    public static CudaDevices Here => Present.Value;

    /// <summary>Number of devices; 0 where there is none, or libtorch is one for processors.</summary>
    public int Count => count;

    /// <summary>The devices that are proven right. Each is proven when it is enumerated; one that is wrong is left out with a notice.</summary>
    public IEnumerable<Accelerator> Proven => Enumerable.Range(0, count).Where(IsProven).Select(Accelerator.Cuda);

    /// <summary>Makes CUDA ready in this process. libtorch must be loaded.</summary>
    /// <returns>Number of devices.</returns>
    public static int Open()
    {
        TorchSwitches.BeforeCuda();
        return torch.cuda.is_available() ? torch.cuda.device_count() : 0;
    }

    /// <summary>The accelerator that is used for the one that is asked for: for <see cref="Accelerator.Auto"/> the first proven device, else the processor.</summary>
    /// <exception cref="TrainingException">The device that is asked for is not there, or computes wrongly.</exception>
    public Accelerator Choose(Accelerator asked)
    {
        if (asked.IsAuto)
            return Proven.FirstOrDefault() ?? Accelerator.Cpu;
        if (!asked.IsCuda)
            return asked;
        if (count == 0)
            throw new TrainingException($"there is no CUDA device for --accelerator {asked}: {LibTorchLoader.Choice.WhyNoDevice}; use --accelerator cpu, or see 'isynet doctor'");
        if (asked.Index >= count)
            throw new TrainingException($"there is no {asked}: this machine has {(count == 1 ? "one CUDA device, cuda:0" : $"{count} CUDA devices, cuda:0 to cuda:{count - 1}")}");
        return Prove(asked.Index, Arithmetic.Float32) is { Right: false } wrong
            ? throw new TrainingException($"{asked} ({CudaDriver.Name(asked.Index)}) computes wrongly: {wrong.Reason}; use --accelerator cpu, and see docs/numerics.md")
            : asked;
    }

    /// <summary>The arithmetic of a training on a device.</summary>
    /// <param name="asked">What the recipe asks for.</param>
    /// <param name="index">The device, proven right in float32.</param>
    /// <param name="processor">What the processor computes with.</param>
    public TorchArithmetic Choose(Arithmetic asked, int index, TorchArithmetic processor)
    {
        var device = processor with { Products = Arithmetic.Float32, Reason = null, Device = CudaDriver.Name(index) };
        if (asked == Arithmetic.Float32)
            return device;
        if (Prove(index, Arithmetic.Bfloat16) is not { Right: false } wrong)
            return device with { Products = Arithmetic.Bfloat16 };
        TorchRuntime.Notice($"bfloat16 is wrong on {device.Device} ({wrong.Reason}): convolutions multiply float32 instead");
        return device with { Reason = wrong.Reason };
    }

    private bool IsProven(int index)
    {
        var verdict = Prove(index, Arithmetic.Float32);
        if (!verdict.Right)
            TorchRuntime.Notice($"cuda:{index} ({CudaDriver.Name(index)}) computes wrongly ({verdict.Reason}): it is not used");
        return verdict.Right;
    }

    private Verdict Prove(int index, Arithmetic arithmetic) =>
        _verdicts.GetOrAdd((index, arithmetic), _ => new Lazy<Verdict>(() => prove(index, arithmetic))).Value;
}
