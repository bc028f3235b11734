using System.Diagnostics;
using System.Globalization;

namespace ISyNet.Data.Bench;

/// <summary>Runs both loops in turn (A B A B ...), each in processes of its own on one core, and prints medians and the median of the rounds' ratios.</summary>
internal static class Comparison
{
    private const int Images = 1536;

    public static void Run(string folder, int rounds, string? core, TextWriter output, CancellationToken cancellation)
    {
        var images = Images.ToString(CultureInfo.InvariantCulture);
        string[] own = [Environment.ProcessPath!, "loop", folder, images, "1"];
        string[] rival =
        [
            Environment.GetEnvironmentVariable("ISYNET_PYTHON") ?? "/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "torchvision_loop.py"), folder, images,
            PictureLoop.Side.ToString(CultureInfo.InvariantCulture), PictureLoop.Batch.ToString(CultureInfo.InvariantCulture),
        ];
        var measured = new List<(LoopSpeed Own, LoopSpeed Rival)>();
        for (var round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            measured.Add((Measure(own, core), Measure(rival, core)));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round + 1}: {measured[^1].Own.ImagesPerProcessorSecond:0} and {measured[^1].Rival.ImagesPerProcessorSecond:0} images per processor second; by the clock {measured[^1].Own.ImagesPerSecond:0} and {measured[^1].Rival.ImagesPerSecond:0}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {measured[0].Own.Name}: {Median(measured.Select(m => m.Own.ImagesPerProcessorSecond)):0} images per processor second
            {measured[0].Rival.Name}: {Median(measured.Select(m => m.Rival.ImagesPerProcessorSecond)):0} images per processor second
            ratio: {Median(measured.Select(m => m.Own.ImagesPerProcessorSecond / m.Rival.ImagesPerProcessorSecond)):0.00}
            """));
    }

    private static LoopSpeed Measure(string[] command, string? core)
    {
        string[] pinned = core is null ? command : ["taskset", "-c", core, .. command];
        using var process = Process.Start(new ProcessStartInfo(pinned[0], pinned[1..]) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"{pinned[0]} does not start");
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? LoopSpeed.Parse(text) : throw new InvalidOperationException($"{string.Join(' ', pinned)} failed with exit code {process.ExitCode}");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
