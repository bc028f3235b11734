using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Design;
using ISyNet.Application.Results;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;

namespace ISyNet.Cli.Commands.Designs;

/// <summary><c>isynet design</c>: the main job.</summary>
internal static class DesignCommand
{
    private const double DefaultRatio = 0.6;

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Images: fashion-mnist, cifar10, a folder or a CSV list.", DefaultValueFactory = _ => DataSource.Default };
        var input = new Option<string>("--input") { Description = "Size that pictures in folders are resized to.", DefaultValueFactory = _ => "3x64x64" };
        var device = new Option<string>("--device") { Description = "A shipped device or a device file.", DefaultValueFactory = _ => "ascend310" };
        var batch = new Option<int>("--batch") { Description = "Images per inference on the device.", DefaultValueFactory = _ => 16 };
        var budgetMs = new Option<double?>("--budget-ms") { Description = "Largest latency of one image, in ms." };
        var budgetRatio = new Option<double?>("--budget-ratio") { Description = "Largest latency as a fraction of the baseline's latency. Default: 0.6, without --budget-ms." };
        var baseline = new Option<string?>("--baseline") { Description = "The network to compare with: a zoo name or an architecture file." };
        var space = new Option<string?>("--space") { Description = "The search space: a shipped one or a space file." };
        var strategy = new Option<string>("--strategy") { Description = $"Search strategy: {string.Join(", ", StrategyCatalog.Names)}.", DefaultValueFactory = _ => StrategyCatalog.Default };
        var trials = new Option<int>("--trials") { Description = "Candidates to train.", DefaultValueFactory = _ => 24 };
        var timeLimit = new Option<string>("--time-limit") { Description = "Time for the search and all trainings: 450s, 7.5m, 2h. The first trials run to their end, however long. Reading images, the test and the export come on top.", DefaultValueFactory = _ => "9m" };
        var epochs = new Option<double?>("--epochs") { Description = "Epochs of each final training. Default: as long as --time-limit allows." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of all randomness.", DefaultValueFactory = _ => 1 };
        var computeOn = AcceleratorOptions.Create();
        var workers = WorkersOption.Create();
        var output = new Option<string?>("--out") { Description = "The result folder. Default: runs/design-N." };
        var resume = new Option<bool>("--resume") { Description = "Continue a stopped run: the newest one, or the one in --out." };
        var force = new Option<bool>("--force") { Description = "Overwrite what is in --out." };
        var json = new Option<bool>("--json") { Description = "Print the metrics as JSON." };
        var quiet = new Option<bool>("--quiet") { Description = "Print only the result, no progress." };
        var command = new Command("design", "Design, train and export a network for an accelerator and a latency budget, from images.")
        {
            data, input, device, batch, budgetMs, budgetRatio, baseline, space, strategy, trials, timeLimit, epochs, seed, computeOn, workers, output, resume, force, json, quiet,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var computing = AcceleratorOptions.Read(result, computeOn);
            var accelerator = DeviceSource.Load(result.GetRequiredValue(device));
            var limit = Duration.Parse("--time-limit", result.GetRequiredValue(timeLimit));
            var budget = Budget(result.GetValue(budgetMs), result.GetValue(budgetRatio));
            OptionValue.Whole("--batch", result.GetValue(batch), 1, 65536);
            if (result.GetValue(epochs) is { } length and not (> 0 and <= 10_000))
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--epochs is {length}; it must be more than 0 and at most 10000"));
            OptionValue.Whole("--trials", result.GetValue(trials), 1, 100_000);
            if (!StrategyCatalog.Names.Contains(result.GetRequiredValue(strategy), StringComparer.OrdinalIgnoreCase))
                throw UsageException.Unknown("strategy", result.GetRequiredValue(strategy), StrategyCatalog.Names);
            var parallel = WorkersOption.Read(result, workers, computing);
            var images = DataSource.Load(result.GetRequiredValue(data), OptionValue.Image("--input", result.GetRequiredValue(input)), cancellation);
            foreach (var skipped in images.Skipped)
                Console.Error.WriteLine($"isynet: skipped: {skipped}");
            var image = images.Training.Shape;
            var classes = images.Training.ClassNames.Length;
            var isSmall = SpaceCatalog.IsSmall(image);
            var searched = result.GetValue(space) ?? SpaceCatalog.Default(image);
            var options = new DesignOptions(
                images, accelerator,
                SpaceSource.Load(searched).For(image, classes),
                NetworkSource.LoadArchitecture(result.GetValue(baseline) ?? (isSmall ? "ResNet-20" : "ResNet-18")).For(image, classes),
                result.GetValue(batch), budget, result.GetValue(trials), result.GetValue(seed))
            {
                Sources = new DesignSources(LastingName.For(result.GetRequiredValue(data)), LastingName.For(result.GetRequiredValue(device)), LastingName.For(searched)),
                Accelerator = computing,
                Workers = parallel,
                TimeLimit = limit,
                Epochs = result.GetValue(epochs),
                Strategy = result.GetRequiredValue(strategy),
                CommandLine = CommandText.Write(result),
                Kept = [.. RunArguments.Kept(result, result.GetValue(resume))],
            };
            var folder = new DesignFolder(result.GetValue(output) ?? RunPlace.Choose(ResultKind.Design, result.GetValue(resume)));
            using var stopped = RunArguments.SayIfStopped(result, folder, cancellation);
            var asJson = result.GetValue(json);
            var designed = await StepDisplay.RunAsync(result.GetValue(quiet),
                progress => DesignRun.RunAsync(options, folder, RunPlace.Use(result.GetValue(resume), result.GetValue(force)), progress, cancellation));
            if (asJson)
                Console.WriteLine(DesignMetrics.Write(options, designed));
            else
                Print(designed, options.Device.Caveats);
            designed.Verification.Proof.ThrowIfFailed(folder.Model);
            return 0;
        });
        return command;
    }

    private static LatencyBudget Budget(double? ms, double? ratio)
    {
        if (ms is not null && ratio is not null)
            throw new UsageException("give --budget-ms or --budget-ratio, not both");
        if (ms is { } value)
            return value > 0 && double.IsFinite(value) ? new LatencyBudget.Absolute(value) : throw new UsageException($"--budget-ms takes milliseconds above 0, not {value}");
        return (ratio ?? DefaultRatio) is > 0 and <= 100 and var share ? new LatencyBudget.OfBaseline(share) : throw new UsageException($"--budget-ratio takes a number above 0 such as 0.6, not {ratio}");
    }

    private static void Print(DesignResult result, ImmutableArray<string> caveats)
    {
        var measured = result.Networks.Any(n => n.Contender.MeasuredMsPerImage is not null);
        var table = new TextTable(["network", new("role", 2), new("parameters", 1), new("MACs", 1), "predicted (ms/image)", .. measured ? ["measured (ms/image)"] : Array.Empty<Column>(), new("MEM", 3), new("epochs", 1), "test accuracy (%)"]);
        foreach (var n in result.Networks)
        {
            table.Add([n.Contender.Name, n.Contender.Role.ToString(), Quantity.Short(n.Contender.Cost.Params), Quantity.Short(n.Contender.Cost.Macs), Quantity.Ms(n.Contender.Cost.LatencyMsPerImage),
                .. measured ? [n.Contender.MeasuredMsPerImage is { } ms ? Quantity.Ms(ms) : "-"] : Array.Empty<string>(),
                Quantity.Ratio(n.Contender.Cost.Mem), n.Training.Epochs.ToString("0.0", CultureInfo.InvariantCulture), n.Test.Cell]);
        }

        table.Write();
        if (!result.Search.Failures.IsEmpty)
            Console.WriteLine($"of {Quantity.Counted(result.Search.Counts.Finished, "trial")} {FailureReason.Describe(result.Search.Failures)}");
        foreach (var caveat in caveats)
            Console.WriteLine($"note: {caveat}");
        Console.WriteLine($"results: {result.Folder}");
    }
}
