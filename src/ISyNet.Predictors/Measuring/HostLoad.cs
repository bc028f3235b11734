using System.Globalization;

namespace ISyNet.Predictors.Measuring;

/// <summary>The load of this machine since the creation of this object, from /proc; "unknown" without it.</summary>
internal sealed class HostLoad
{
    private const int Fields = 8, StealField = 7, IdleField = 3, WaitField = 4;

    private readonly long[]? _start = Ticks();

    /// <summary>The processor's name.</summary>
    public static string Processor()
    {
        const string file = "/proc/cpuinfo", field = "model name";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal)) : null;
        return line?.Split(':', 2) is [_, var model] ? model.Trim() : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }

    /// <summary>The share of all processors that was busy, the share that the hypervisor gave to others, and the load average.</summary>
    public string Text()
    {
        const string file = "/proc/loadavg";
        if (_start is null || Ticks() is not { } end || !File.Exists(file))
            return "unknown";
        var spent = end.Zip(_start, (a, b) => a - b).ToArray();
        var all = Math.Max(1, spent.Sum());
        return string.Create(CultureInfo.InvariantCulture,
            $"{100.0 * (all - spent[IdleField] - spent[WaitField]) / all:0} % of {Environment.ProcessorCount} processors, {100.0 * spent[StealField] / all:0} % stolen, load average {File.ReadAllText(file).Split(' ')[0]}");
    }

    private static long[]? Ticks()
    {
        const string file = "/proc/stat";
        var cells = File.Exists(file) ? File.ReadLines(file).FirstOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null;
        return cells is { Length: > Fields } ? [.. cells.Skip(1).Take(Fields).Select(c => long.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)] : null;
    }
}
