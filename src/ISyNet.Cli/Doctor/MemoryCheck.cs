using System.Globalization;

namespace ISyNet.Cli.Doctor;

/// <summary>The memory that this process may take: of the machine, or of its container.</summary>
internal sealed class MemoryCheck : IHealthCheck
{
    private const double Little = 0.5, Tight = 2;

    public string Name => "memory";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var memory = GC.GetGCMemoryInfo();
        var free = Gigabytes(Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes));
        var what = string.Create(CultureInfo.InvariantCulture, $"{free:0.0} GB free of {Gigabytes(memory.TotalAvailableMemoryBytes):0.0} GB");
        return Task.FromResult(free switch
        {
            < Little => Finding.Bad(what, "close other programs: a training takes from half a gigabyte"),
            < Tight => Finding.Note(what, "train with smaller batches, or close other programs"),
            _ => Finding.Good(what),
        });
    }

    private static double Gigabytes(long bytes) => bytes / 1e9;
}
