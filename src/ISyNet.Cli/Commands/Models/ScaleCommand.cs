using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Application.Scaling;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Latency;

namespace ISyNet.Cli.Commands.Models;

/// <summary><c>isynet scale NET --budget-ms X,… | --budget-ratio R,…</c>.</summary>
internal static class ScaleCommand
{
    public static Command Create()
    {
        var net = new Argument<string>("net") { Description = "The network to scale up: a zoo name, an architecture file or a result folder." };
        var device = new Option<string>("--device") { Description = "A shipped device or a device file.", DefaultValueFactory = _ => "ascend310" };
        var batch = new Option<string>("--batch") { Description = "Images per batch.", DefaultValueFactory = _ => "16" };
        var budgetMs = new Option<string?>("--budget-ms") { Description = "Latency budgets in ms per image, joined by commas." };
        var budgetRatio = new Option<string?>("--budget-ratio") { Description = "Latency budgets as multiples of the network's own latency, joined by commas." };
        var output = new Option<string?>("--out") { Description = "Write report.html, metrics.json and the scaled architectures into this folder: NAME-scaled-1.json, NAME-scaled-2.json…" };
        var force = new Option<bool>("--force") { Description = "Overwrite what is in --out." };
        var json = new Option<bool>("--json") { Description = "Print one JSON array: the start network, then one element per budget." };
        var command = new Command("scale", "Scale a network up to latency budgets, adding capacity where it costs the least latency. Every network contains the previous one.")
        {
            net, device, batch, budgetMs, budgetRatio, output, force, json,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var (ms, ratio) = (result.GetValue(budgetMs), result.GetValue(budgetRatio));
            if (ms is null == ratio is null)
                throw new UsageException("scale takes either --budget-ms or --budget-ratio");
            var given = ms is not null ? Budgets("--budget-ms", ms) : Budgets("--budget-ratio", ratio!);
            if (BatchList.Parse(result.GetRequiredValue(batch)) is not [var images])
                throw new UsageException("scale takes one --batch");
            if (result.GetRequiredValue(net) is var name && name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"{name}: only architectures can be scaled: give a zoo name or an architecture .json");
            var folder = result.GetValue(output) is { } place ? new ScalingFolder(place) : null;
            if (folder is not null)
                ResultFolder.RequireFree(folder.Path, result.GetValue(force));
            var start = NetworkSource.LoadArchitecture(name);
            var model = LatencyModel.Create(DeviceSource.Load(result.GetRequiredValue(device)));
            var startMs = model.Predict(start.Build(), images, cancellation).LatencyMsPerImage;
            var budgets = ms is not null ? given : [.. given.Select(r => r * startMs)];

            var run = new ScalingRun(start, model, images, [.. budgets]);
            var results = await StepDisplay.RunAsync(false, progress => Task.Run(() => run.Run(progress, cancellation), cancellation));
            if (folder is not null)
                results.Write(folder, RunPlace.Use(resume: false, result.GetValue(force)), CommandText.Write(result), cancellation);
            ScaledRecord[] records =
            [
                ScaledRecord.Create(start, model, images, run.Options.Capacity),
                .. results.Architectures.Select((a, i) => ScaledRecord.Create(a, model, images, run.Options.Capacity, results.Scaled[i], folder?.FileOf(a))),
                // The paper's scaled networks, to compare with ours.
                .. Published(start).Select(a => ScaledRecord.Create(a, model, images, run.Options.Capacity)),
            ];
            if (result.GetValue(json))
            {
                JsonOutput.Write(records);
                return;
            }

            Print(records);
            foreach (var caveat in model.Device.Caveats)
                Console.WriteLine($"note: {caveat}");
        });
        return command;
    }

    private static double[] Budgets(string option, string text) => [.. text.Split(',').Select(part =>
        double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1e9
            ? value
            : throw new UsageException($"{option} takes numbers above 0, joined by commas, not '{part}'")).Distinct().Order()];

    private static void Print(IEnumerable<ScaledRecord> networks)
    {
        var table = new TextTable("network", new("blocks per stage", 1), "latency (ms/image)", new("budget (ms/image)", 3), new("budget used (%)", 1), new("params", 2), new("MACs", 1), new("MEM", 3), new("capacity", 2));
        foreach (var n in networks)
        {
            table.Add(n.Network, string.Join(' ', n.Blocks), Quantity.Ms(n.LatencyMsPerImage),
                n.BudgetMsPerImage is { } budget ? Quantity.Ms(budget) : "-", n.BudgetUsed is { } used ? Quantity.Percent(used) : "-",
                Quantity.Short(n.Params), Quantity.Short(n.Macs), Quantity.Ratio(n.Mem), Quantity.Ratio(n.Capacity));
        }

        table.Write();
    }

    private static IEnumerable<Architecture> Published(Architecture start) => start.Name == "ISyNet-N1"
        ? ModelZoo.Names.Where(name => name.StartsWith("ISyNet-N1-S", StringComparison.Ordinal)).Select(name => ModelZoo.Find(name)!)
        : [];
}
