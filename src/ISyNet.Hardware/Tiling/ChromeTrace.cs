using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Writes a timeline in the trace event format that chrome://tracing and Perfetto show: a process per core, a thread per unit.
/// </summary>
public static class ChromeTrace
{
    /// <summary>Writes a file.</summary>
    /// <exception cref="GraphException">The file cannot be written; the message names it.</exception>
    public static void Save(TileSchedule schedule, string path) => AtomicFile.Write(path, stream => Write(schedule, stream));

    /// <summary>Writes the JSON to a stream. Times are microseconds, as the format wants them.</summary>
    public static void Write(TileSchedule schedule, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var device = schedule.Cost.Lowered.Device;
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartObject("otherData");
        json.WriteString("network", schedule.Cost.Lowered.Network.Name);
        json.WriteString("device", device.Name);
        json.WriteNumber("batch", schedule.Cost.Batch);
        json.WriteNumber("latencyMs", schedule.Cost.LatencyMs);
        json.WriteEndObject();
        json.WriteStartArray("traceEvents");
        var named = new HashSet<(int, TimelineUnit)>();
        foreach (var span in Timeline.Create(schedule))
        {
            if (named.Add((span.Core, span.Unit)))
                WriteNames(json, span, device);
            json.WriteStartObject();
            json.WriteString("name", span.Name);
            json.WriteString("ph", "X");
            json.WriteNumber("pid", span.Core + 1);
            json.WriteNumber("tid", (int)span.Unit);
            json.WriteNumber("ts", Math.Round(span.StartMs * 1e3, 4));
            json.WriteNumber("dur", Math.Round((span.EndMs - span.StartMs) * 1e3, 4));
            json.WriteStartObject("args");
            json.WriteNumber("items", span.Items);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, TimelineSpan span, Device device)
    {
        WriteName(json, "process_name", span, span.Core < 0 ? "memory" : $"core {span.Core}");
        WriteName(json, "thread_name", span, span.Unit switch
        {
            TimelineUnit.External => $"{device.External.Name} to {device.Cache.Name}",
            TimelineUnit.Load => $"load from {device.Cache.Name}",
            TimelineUnit.Feed => "feed (L1 to L0)",
            TimelineUnit.Matrix => "matrix",
            TimelineUnit.Vector => "vector",
            _ => $"store to {device.Cache.Name}",
        });
    }

    private static void WriteName(Utf8JsonWriter json, string kind, TimelineSpan span, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", kind);
        json.WriteString("ph", "M");
        json.WriteNumber("pid", span.Core + 1);
        json.WriteNumber("tid", (int)span.Unit);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
