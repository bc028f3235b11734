using System.Globalization;

namespace ISyNet.Cli.Doctor;

/// <summary>The memory that this process may use, of the machine or of its container.</summary>
internal sealed class MemoryCheck : IHealthCheck
{
    private const double Little = 0.5, Tight = 2;

    public string Name => "memory";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var most = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var free = Gigabytes(Math.Min(most, FreeInMachine() ?? most));
        var what = string.Create(CultureInfo.InvariantCulture, $"{free:0.0} GB free of {Gigabytes(most):0.0} GB");
        return Task.FromResult(free switch
        {
            < Little => Finding.Bad(what, "close other programs: a training takes from half a gigabyte"),
            < Tight => Finding.Note(what, "train with smaller batches, or close other programs"),
            _ => Finding.Good(what),
        });
    }

    // proc(5): the memory that can be allocated without swapping, in kB.
    private static long? FreeInMachine() => OperatingSystem.IsLinux() && File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line
        ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], NumberStyles.None, CultureInfo.InvariantCulture) * 1024
        : null;

    private static double Gigabytes(long bytes) => bytes / 1e9;
}
