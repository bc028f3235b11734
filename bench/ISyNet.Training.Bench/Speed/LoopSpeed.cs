using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ISyNet.Training.Bench.Speed;

/// <summary>What some steps of training cost.</summary>
/// <param name="ImagesPerSecond">By the clock.</param>
/// <param name="ImagesPerProcessorSecond">By the time that the process had a core: what another load of the machine disturbs least.</param>
/// <param name="PageFaultsPerStep">Pages that the kernel had to bring in.</param>
internal sealed record LoopSpeed(double ImagesPerSecond, double ImagesPerProcessorSecond, double PageFaultsPerStep)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static LoopSpeed Parse(string json) => JsonSerializer.Deserialize<LoopSpeed>(json, Json)!;
}

/// <summary>Clock, processor time and page faults of this process at one moment.</summary>
internal readonly record struct ProcessUse(long Timestamp, TimeSpan Processor, long PageFaults)
{
    public static ProcessUse Now()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessUse(Stopwatch.GetTimestamp(), process.TotalProcessorTime, Faults());
    }

    public LoopSpeed Until(ProcessUse end, int steps, int batch) => new(
        steps * batch / Stopwatch.GetElapsedTime(Timestamp, end.Timestamp).TotalSeconds,
        steps * batch / (end.Processor - Processor).TotalSeconds,
        (end.PageFaults - PageFaults) / (double)steps);

    // Minor faults: field 10 of /proc/self/stat; the second field, a name in brackets, may hold spaces.
    private static long Faults()
    {
        const string Path = "/proc/self/stat";
        if (!File.Exists(Path))
            return 0;
        var text = File.ReadAllText(Path);
        return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
