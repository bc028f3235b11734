using System.Diagnostics;
using ISyNet.Training.Native;

namespace ISyNet.Cli.Doctor;

/// <summary>libtorch, which is used for training: whether it loads, its version and its folder.</summary>
internal sealed class LibTorchCheck : IHealthCheck
{
    public string Name => "libtorch";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var version = TorchRuntime.LibTorchVersion;
        using var process = Process.GetCurrentProcess();
        var file = process.Modules.Cast<ProcessModule>().FirstOrDefault(module => module.ModuleName.Contains("torch_cpu", StringComparison.Ordinal))?.FileName;
        return Task.FromResult(Finding.Good(file is null ? version : $"{version}, {file}"));
    }
}
