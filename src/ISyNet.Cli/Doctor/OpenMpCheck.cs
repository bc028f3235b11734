using System.Runtime.InteropServices;

namespace ISyNet.Cli.Doctor;

/// <summary>The GNU OpenMP library, which the native part of LightGBM needs.</summary>
internal sealed class OpenMpCheck : IHealthCheck
{
    private const string Library = "libgomp.so.1";

    public string Name => "OpenMP";

    public Task<Finding> ExamineAsync(CancellationToken cancellation) => Task.FromResult(
        !OperatingSystem.IsLinux() || NativeLibrary.TryLoad(Library, out _)
            ? Finding.Good("there")
            : Finding.Bad($"{Library} is missing: searches cannot predict candidates", "start through ./isynet, which fetches it, or install the package libgomp1"));
}
