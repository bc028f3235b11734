namespace ISyNet.Cli.Doctor;

/// <summary>Graphics processors that the kernel knows. This build does not use them.</summary>
internal sealed class GpuCheck : IHealthCheck
{
    private const string Cpu = "this build trains on the processor";

    public string Name => "GPU";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var nvidia = Directory.Exists("/dev") ? Directory.EnumerateFiles("/dev", "nvidia*").Count(file => char.IsAsciiDigit(file[^1])) : 0;
        var amd = File.Exists("/dev/kfd");
        return Task.FromResult(nvidia + (amd ? 1 : 0) == 0
            ? Finding.Good($"none; {Cpu}")
            : Finding.Note($"{(nvidia > 0 ? $"{nvidia} of NVIDIA" : "AMD")}; {Cpu}"));
    }
}
