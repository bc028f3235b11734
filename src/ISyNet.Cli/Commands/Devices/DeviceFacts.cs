using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ISyNet.Core.Results;
using ISyNet.Hardware.Devices;

namespace ISyNet.Cli.Commands.Devices;

/// <summary>The data-sheet facts that make a part of a known family: <c>isynet device new chip.json --like davinci --cores 4 --clock 900 …</c>.</summary>
internal sealed class DeviceFacts
{
    private readonly Option<int?> _cores = new("--cores") { Description = "Identical cores." };
    private readonly Option<double?> _clock = new("--clock") { Description = "Clock of the cores, MHz." };
    private readonly Option<double?> _memory = new("--memory") { Description = "Rate of the external memory, GB/s." };
    private readonly Option<double?> _cache = new("--cache") { Description = "Memory on the chip that the cores share, MiB." };
    private readonly Option<double?> _cacheRate = new("--cache-rate") { Description = "What a core reads from it, bytes per cycle." };
    private readonly Option<int?> _vector = new("--vector") { Description = "Width of a core's vector unit, bytes; default: the family's." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_cores, _clock, _memory, _cache, _cacheRate, _vector])
            command.Options.Add(option);
    }

    /// <summary>Writes the part, if every fact is there and sound.</summary>
    public void Write(ParseResult result, string path, string family, bool force)
    {
        string[] missing = [.. ((Option, bool)[])[
            (_cores, result.GetValue(_cores) is null), (_clock, result.GetValue(_clock) is null), (_memory, result.GetValue(_memory) is null),
            (_cache, result.GetValue(_cache) is null), (_cacheRate, result.GetValue(_cacheRate) is null)] is var needed
            ? needed.Where(n => n.Item2).Select(n => n.Item1.Name) : []];
        if (missing.Length > 0)
            throw new UsageException($"a part of the family {family} is made from its data sheet: add {string.Join(", ", missing)}");
        ResultFolder.RequireFree(path, force);
        var name = Path.GetFileNameWithoutExtension(path);
        var rate = result.GetValue(_memory)!.Value;
        var perCycle = result.GetValue(_cacheRate)!.Value;
        var part = new JsonObject
        {
            ["format"] = DeviceFile.Format,
            ["name"] = name,
            ["title"] = $"{name}, a part of the family {family}",
            ["source"] = "facts given on the command line; constants of the family",
            ["family"] = family.ToLowerInvariant(),
            ["cores"] = result.GetValue(_cores)!.Value,
            ["clockMHz"] = result.GetValue(_clock)!.Value,
            ["cache"] = new JsonObject { ["name"] = "cache", ["capacityBytes"] = (long)(result.GetValue(_cache)!.Value * (1 << 20)), ["readBytesPerCycle"] = perCycle, ["writeBytesPerCycle"] = perCycle },
            ["external"] = new JsonObject { ["name"] = "memory", ["readGBps"] = rate, ["writeGBps"] = rate },
        };
        if (result.GetValue(_vector) is { } width)
            part["vector"] = new JsonObject { ["bytesPerCycle"] = width };
        var text = part.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
        // A fact that is out of range is said before anything is written.
        DeviceFile.Parse(text);
        AtomicFile.WriteText(path, text);
        Console.WriteLine($"{path}: a part of {family}, its constants assumed from the family; next: isynet profile NET --device {path}, or isynet device calibrate {path} with measurements of your own");
    }
}
