using System.Diagnostics;
using System.Text.Json;

namespace ISyNet.Data.Bench;

/// <summary>What one loop reached.</summary>
/// <param name="Name">Which loop.</param>
/// <param name="ImagesPerSecond">By the clock.</param>
/// <param name="ImagesPerProcessorSecond">By the time that the process had a core: what another load of the machine disturbs least.</param>
internal sealed record LoopSpeed(string Name, double ImagesPerSecond, double ImagesPerProcessorSecond)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static LoopSpeed Parse(string json) => JsonSerializer.Deserialize<LoopSpeed>(json, Json)!;

    /// <summary>The speed since a moment.</summary>
    public static LoopSpeed Since(string name, (long Clock, TimeSpan Processor) start, int images)
    {
        var end = Now();
        return new LoopSpeed(name, images / Stopwatch.GetElapsedTime(start.Clock, end.Clock).TotalSeconds, images / (end.Processor - start.Processor).TotalSeconds);
    }

    public static (long Clock, TimeSpan Processor) Now()
    {
        using var process = Process.GetCurrentProcess();
        return (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
    }
}
