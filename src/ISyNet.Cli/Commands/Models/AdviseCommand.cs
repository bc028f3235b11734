using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Profiling;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Hardware.Advice;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet advise NET</c>.</summary>
internal static class AdviseCommand
{
    private const int UsualRows = 8;

    /// <summary>A smaller part of the latency is 0.0 % in print.</summary>
    private const double LeastShown = 0.0005;

    public static Command Create()
    {
        var net = new Argument<string>("net") { Description = "A zoo name, an architecture file, an ONNX file or a result folder." };
        var device = new Option<string>("--device") { Description = "A shipped device or a device file.", DefaultValueFactory = _ => "ascend310" };
        var batch = new Option<string>("--batch") { Description = "Images per batch.", DefaultValueFactory = _ => "16" };
        var input = InputShapes.Option();
        var rows = new Option<int>("--top") { Description = "How many of the slowest operations to show.", DefaultValueFactory = _ => UsualRows };
        var json = new Option<bool>("--json") { Description = "Print JSON, all operations included." };
        var command = new Command("advise", "What is slow in a network on an accelerator, why, and what changes would save.") { net, device, batch, input, rows, json };
        command.SetAction((result, cancellation) => Task.Run(() =>
        {
            if (BatchList.Parse(result.GetRequiredValue(batch)) is not [var count])
                throw new UsageException($"--batch takes one number here, not {result.GetValue(batch)}");
            if (result.GetValue(rows) is < 1 and var few)
                throw new UsageException($"--top takes a whole number from 1 on, not {few}");
            var shapes = InputShapes.Parse(result.GetRequiredValue(input));
            var (network, notes) = NetworkSource.Load(result.GetRequiredValue(net), shapes);
            var advice = NetworkAdvice.Create(DeviceSource.Load(result.GetRequiredValue(device)), network, count, cancellation);
            notes = [.. notes, .. advice.Cost.Caveats];
            if (result.GetValue(json))
                JsonOutput.Write(AdviceRecord.Create(advice, notes));
            else
                Print(advice, notes, result.GetValue(rows));
        }, cancellation));
        return command;
    }

    private static void Print(NetworkAdvice advice, ImmutableArray<string> notes, int rows)
    {
        var cost = advice.Cost;
        var (network, device) = (cost.Lowered.Network, cost.Lowered.Device);
        var band = cost is { LowMs: { } low, HighMs: { } high } ? $" (80 % band {Quantity.Ms(low / cost.Batch)} to {Quantity.Ms(high / cost.Batch)})" : "";
        Console.WriteLine($"{network.Name} on {device.Name} in {device.Precision.Name}, batch {cost.Batch}: {Quantity.Ms(cost.LatencyMsPerImage)} ms per image predicted{band}");
        Console.WriteLine();
        PrintReasons(advice);
        Console.WriteLine();
        var groups = advice.Groups;
        var shown = groups.Take(rows).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The slowest {shown.Sum(group => group.Operations.Length)} of {advice.Slowest.Length} operations take {shown.Sum(group => group.Share):0 %} of the time (equal ones together):"));
        foreach (var group in shown)
            SlowestList.Write(group.Share, group.LatencyMs / cost.Batch, group.Name, group.Operations.Length, group.What, group.Reason);

        Console.WriteLine();
        if (advice.Changes.Length == 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"None of the tried changes saves {NetworkAdvice.LeastSaving:0 %}."));
        else
            PrintChanges(advice);
        foreach (var note in notes)
            Console.WriteLine($"note: {note}");
    }

    // Before the single operations: many small ones can take most of the time while none of them is slow.
    private static void PrintReasons(NetworkAdvice advice)
    {
        Console.WriteLine("What takes the time:");
        foreach (var reason in advice.Reasons.Where(reason => reason.Share >= LeastShown))
        {
            WrappedText.Write(string.Create(CultureInfo.InvariantCulture, $"  {reason.Share,6:0.0 %}  "),
                reason.Operations > 0 ? $"{reason.What} ({Quantity.Counted(reason.Operations, "operation")})" : reason.What);
        }
    }

    private static void PrintChanges(NetworkAdvice advice)
    {
        Console.WriteLine("Effects of changes, predicted by the same model (accuracy is not predicted: train before you decide):");
        foreach (var change in advice.Changes)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Saving(change.SavedShare),12}, {Quantity.Ms(change.After.LatencyMsPerImage)} ms: {change.What}"));
            if (Against(change) is { Length: > 0 } size)
                Console.WriteLine($"                {size}");
        }
    }

    private static string Saving(double share) => Math.Round(share, 3) is var rounded && rounded == 0
        ? "same time" : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(rounded):0.0 %} {(rounded > 0 ? "less" : "more")}");

    private static string Against(ProposedChange change)
    {
        return string.Join(", ", new[]
        {
            More("parameters", change.Before.Params, change.After.Params),
            More("multiply-accumulates", change.Before.Macs, change.After.Macs),
        }.OfType<string>());

        static string? More(string what, long before, long after) => Math.Round((after - before) / Math.Max(1.0, before), 3) is var more && more == 0
            ? null : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(more):0.0 %} {(more > 0 ? "more" : "fewer")} {what}");
    }
}
