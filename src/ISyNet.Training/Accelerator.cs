using System.Globalization;
using TorchSharp;

namespace ISyNet.Training;

/// <summary>What a training computes on: the processor, a CUDA device, or <c>auto</c>. As text: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>auto</c>.</summary>
public sealed record Accelerator
{
    private const int MostDevices = 64;

    private readonly Kind _kind;

    private Accelerator(Kind kind, int index = 0) => (_kind, Index) = (kind, index);

    private enum Kind
    {
        Auto,
        Processor,
        TensorsOnProcessor,
        Cuda,
    }

    /// <summary>The first CUDA device that computes correctly, else the processor.</summary>
    public static Accelerator Auto { get; } = new(Kind.Auto);

    /// <summary>The processor.</summary>
    public static Accelerator Cpu { get; } = new(Kind.Processor);

    /// <summary>The processor with the code of devices: tests compare it with the code of processors on machines without a device.</summary>
    internal static Accelerator TensorsOnCpu { get; } = new(Kind.TensorsOnProcessor);

    /// <summary>A CUDA device.</summary>
    /// <param name="index">Its number, from 0.</param>
    public static Accelerator Cuda(int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new Accelerator(Kind.Cuda, index);
    }

    /// <summary>Number of the CUDA device; 0 for the others.</summary>
    public int Index { get; }

    /// <summary>Whether it is a CUDA device.</summary>
    public bool IsCuda => _kind == Kind.Cuda;

    /// <summary>Whether it must still be chosen (<see cref="Native.TorchRuntime.Choose(Accelerator)"/>).</summary>
    public bool IsAuto => _kind == Kind.Auto;

    /// <summary>Whether all computing uses libtorch's operations. The memory of a tensor may then not be read directly.</summary>
    internal bool ByTensors => _kind is Kind.Cuda or Kind.TensorsOnProcessor;

    /// <summary>The device in libtorch.</summary>
    internal torch.Device Device => IsCuda ? new torch.Device(DeviceType.CUDA, Index) : torch.CPU;

    /// <summary>Reads <c>cpu</c>, <c>cuda</c>, <c>cuda:N</c> or <c>auto</c>.</summary>
    /// <exception cref="TrainingException">The text is none of these.</exception>
    public static Accelerator Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.ToUpperInvariant() switch
        {
            "AUTO" => Auto,
            "CPU" => Cpu,
            "CUDA" => Cuda(),
            ['C', 'U', 'D', 'A', ':', .. var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < MostDevices => Cuda(index),
            _ => throw new TrainingException($"there is no accelerator '{text}': use cpu, cuda, cuda:N (N from 0) or auto"),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => _kind switch
    {
        Kind.Auto => "auto",
        Kind.Cuda => string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}"),
        Kind.TensorsOnProcessor => "tensors on cpu",
        _ => "cpu",
    };
}
