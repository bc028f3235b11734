using System.Globalization;
using ISyNet.Training;
using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Cli.Doctor;

/// <summary>The GPUs that libtorch computes on, each with its proof, and those of the machine that it does not see.</summary>
internal sealed class GpuCheck : IHealthCheck
{
    public string Name => "GPU";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var present = Directory.Exists("/dev") ? Directory.EnumerateFiles("/dev", "nvidia*").Count(file => char.IsAsciiDigit(file[^1])) : 0;
        var devices = TorchRuntime.Devices;
        if (devices.IsEmpty)
        {
            return Task.FromResult(present > 0
                ? Finding.Note($"{present} of NVIDIA, not used: libtorch computes on the processor", "docs/gpu.md says what a GPU needs; see 'libtorch' above")
                : Finding.Good(File.Exists("/dev/kfd") ? "one of AMD, which is not used: training runs on the processor" : "none: training runs on the processor"));
        }

        var driver = TorchRuntime.Library.Driver is { } cuda ? $"; the driver supports CUDA {cuda}" : "";
        try
        {
            return Task.FromResult(Finding.Good(string.Join(", ", devices.Select(Describe)) + driver));
        }
        catch (TrainingException error)
        {
            return Task.FromResult(Finding.Bad($"{devices.Length.ToString(CultureInfo.InvariantCulture)} seen{driver}; {error.Message}"));
        }
    }

    private static string Describe(Accelerator device)
    {
        var (float32, bfloat16) = (TorchRuntime.Choose(Arithmetic.Float32, TorchRuntime.Choose(device)), TorchRuntime.Choose(Arithmetic.Bfloat16, device));
        return $"{device} {float32.Device}, checked: float32{(bfloat16.Products == Arithmetic.Bfloat16 ? " and bfloat16" : "")}";
    }
}
