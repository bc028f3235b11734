using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ISyNet.Search.Studies;

/// <summary>Identifies a process among all processes of all machines, even if process ids are reused.</summary>
internal static class ProcessIdentity
{
    /// <summary>The machine and, on Linux, the process-id namespace (a container has its own).</summary>
    public static string Machine()
    {
        var name = Environment.MachineName.Replace('/', '_');
        try
        {
            return OperatingSystem.IsLinux() ? $"{name} {new FileInfo("/proc/self/ns/pid").LinkTarget}" : name;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return name;
        }
    }

    /// <summary>Start time of a process: clock ticks since the machine's start on Linux, otherwise milliseconds of wall-clock time; null if there is no such process.</summary>
    public static long? Start(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return LinuxStart(File.ReadAllText($"/proc/{processId}/stat"));
            using var process = Process.GetProcessById(processId);
            return process.HasExited ? null : new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException
            or InvalidOperationException or Win32Exception or NotSupportedException)
        {
            return null;
        }
    }

    // Fields are counted after the command's closing parenthesis, since the command may hold blanks: state is field 3, start time 22.
    private static long? LinuxStart(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
    }
}
