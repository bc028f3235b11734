using System.Diagnostics;
using System.Globalization;
using ISyNet.Search.Studies;

namespace ISyNet.Studies.Bench;

/// <summary>What opening a study file costs a process that has just begun, beside one that does nothing.</summary>
internal static class StartupBench
{
    private const int Rounds = 7;

    public static async Task RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("isynet-bench-");
        var path = Path.Combine(folder.FullName, "study.db");
        var made = await ProcessAsync("open", path);
        var (nothing, opened) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            nothing.Add(await ProcessAsync("nothing"));
            opened.Add(await ProcessAsync("open", path));
        }

        folder.Delete(recursive: true);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"| process | ms |\n|---|---|\n| does nothing | {Bench.Median(nothing):0} |\n| opens a study file and lists it | {Bench.Median(opened):0} |\n| makes one (once) | {made:0} |"));
    }

    public static async Task OpenAsync(string path)
    {
        await using var store = await StudyStores.OpenAsync(path);
        await new StudyCatalog(store).ListAsync();
    }

    private static async Task<double> ProcessAsync(params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(Environment.ProcessPath!, arguments);
        await process.WaitForExitAsync();
        return watch.Elapsed.TotalMilliseconds;
    }
}
