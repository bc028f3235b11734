using System.Globalization;
using System.Runtime.InteropServices;

namespace ISyNet.Search.Studies;

/// <summary>The conditions under which a candidate was evaluated: times from different conditions cannot be compared. Immutable.</summary>
/// <param name="Machine">Host name.</param>
/// <param name="System">Operating system and processor architecture.</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="Cores">Logical processors that the process may use.</param>
/// <param name="Workers">Workers of the same process at that time.</param>
/// <param name="Load">Processes that wanted to run over the last minute when it began (Linux's load average); null elsewhere.</param>
public sealed record MachineConditions(string Machine, string System, string Runtime, int Cores, int Workers, double? Load)
{
    /// <summary>What the evaluator computed with (docs/numerics.md); null where it does not say, and in studies of older versions.</summary>
    public string? Arithmetic { get; init; }

    /// <summary>The conditions of this machine now.</summary>
    public static MachineConditions Now(int workers) => new(
        Environment.MachineName,
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}",
        RuntimeInformation.FrameworkDescription,
        Environment.ProcessorCount,
        workers,
        LoadAverage());

    private static double? LoadAverage()
    {
        try
        {
            return OperatingSystem.IsLinux()
                && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load) ? load : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
