using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Studies;
using ISyNet.Cli.Sources;
using ISyNet.Evaluators;
using ISyNet.Hardware.Latency;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;
using ISyNet.Search.Studies;

namespace ISyNet.Cli.Commands.Studies;

/// <summary><c>isynet study create NAME</c>: creates a study; an impossible budget is reported before anything is trained.</summary>
internal static class StudyCreateCommand
{
    private const double ShortEpochs = 1;
    private const int MostProposals = 10_000;

    public static Command Create()
    {
        var name = StudyPlace.NameArgument();
        var store = StudyPlace.StoreOption();
        var data = new Option<string>("--data") { Description = "Images: fashion-mnist, cifar10, a folder or a CSV list.", DefaultValueFactory = _ => DataSource.Default };
        var input = new Option<string>("--input") { Description = "Size that pictures in folders are resized to.", DefaultValueFactory = _ => "3x64x64" };
        var space = new Option<string?>("--space") { Description = "The search space: a shipped one or a space file." };
        var device = new Option<string>("--device") { Description = "A shipped device or a device file.", DefaultValueFactory = _ => "ascend310" };
        var batch = new Option<int>("--batch") { Description = "Images per inference on the device.", DefaultValueFactory = _ => 16 };
        var budgetMs = new Option<double?>("--budget-ms") { Description = "Largest latency of one image, in ms." };
        var budgetRatio = new Option<double?>("--budget-ratio") { Description = "Largest latency as a fraction of the baseline's latency." };
        var baseline = new Option<string?>("--baseline") { Description = "The network of --budget-ratio: a zoo name or an architecture file." };
        var objectives = new Option<string?>("--objectives") { Description = "Objectives to optimise, joined by commas: what the evaluator measures (error, or the name of the score), latency, mem, params, macs. Default: the first two." };
        var strategy = new Option<string>("--strategy") { Description = $"Search strategy: {string.Join(", ", StrategyCatalog.Names)}.", DefaultValueFactory = _ => StrategyCatalog.Default };
        var evaluator = new Option<string>("--evaluator") { Description = $"Evaluator of the candidates: {string.Join(", ", EvaluatorCatalog.Names)}.", DefaultValueFactory = _ => EvaluatorCatalog.Default };
        var warmStart = new Option<string?>("--warm-start") { Description = $"Choose the first candidates with a score: {string.Join(", ", EvaluatorCatalog.ScoreNames)}." };
        var epochs = new Option<double?>("--epochs") { Description = "Passes over the images. Default: 1 for a short training, 6 for a supernet." };
        var count = new Option<int>("--images") { Description = "Training images of a short training.", DefaultValueFactory = _ => 6_000 };
        var proposals = new Option<int>("--proposals") { Description = "Candidates that are proposed at once: all are finished before the next are proposed. No more workers than this can be busy.", DefaultValueFactory = _ => StrategyCatalog.DefaultBatchSize };
        var seed = new Option<ulong>("--seed") { Description = "Seed of all randomness.", DefaultValueFactory = _ => 1 };
        var command = new Command("create", "Create a study: search space, device, budget and data.")
        {
            name, store, data, input, space, device, batch, budgetMs, budgetRatio, baseline, objectives, strategy, evaluator, warmStart, epochs, count, proposals, seed,
        };
        command.SetAction(async (result, cancellation) =>
        {
            Check(result, batch, epochs, count);
            if (result.GetValue(proposals) is not (>= 1 and <= MostProposals))
                throw new UsageException($"--proposals takes a whole number from 1 to {MostProposals}, not {result.GetValue(proposals)}");
            var known = OneOf("strategy", result.GetRequiredValue(strategy), StrategyCatalog.Names);
            var kind = OneOf("evaluator", result.GetRequiredValue(evaluator), EvaluatorCatalog.Names);
            var warm = result.GetValue(warmStart) is { } score ? OneOf("score", score, EvaluatorCatalog.ScoreNames) : null;
            var (ms, ratio) = (result.GetValue(budgetMs), result.GetValue(budgetRatio));
            if (ms is not null && ratio is not null)
                throw new UsageException("a study takes either --budget-ms or --budget-ratio, or neither");
            if ((ms ?? ratio) is { } given && !(given > 0 && double.IsFinite(given)))
                throw new UsageException($"--budget-{(ms is null ? "ratio" : "ms")} takes a number above 0, not {given.ToString(CultureInfo.InvariantCulture)}");
            var accelerator = DeviceSource.Load(result.GetRequiredValue(device));
            var pictures = DataSource.Load(result.GetRequiredValue(data), OptionValue.Image("--input", result.GetRequiredValue(input)), cancellation).Training;
            var classes = pictures.ClassNames.Length;
            var isSmall = SpaceCatalog.IsSmall(pictures.Shape);
            if (ratio is { } part)
            {
                var compared = NetworkSource.LoadArchitecture(result.GetValue(baseline) ?? (isSmall ? "ResNet-20" : "ResNet-18")).For(pictures.Shape, classes).Build();
                ms = part * LatencyModel.Create(accelerator).Predict(compared, result.GetValue(batch), cancellation).LatencyMsPerImage;
            }

            var named = result.GetValue(space) ?? SpaceCatalog.Default(pictures.Shape);
            var searched = SpaceSource.Load(named).For(pictures.Shape, classes);
            var images = StudyEvaluators.Data(searched, pictures, result.GetValue(seed)) with { ShortTrainingImages = result.GetValue(count) };
            var judge = EvaluatorCatalog.Create(kind, images with
            {
                ShortTrainingEpochs = result.GetValue(epochs) ?? ShortEpochs,
                SupernetEpochs = result.GetValue(epochs) ?? images.SupernetEpochs,
            })!;
            var settings = judge.Settings with { Data = LastingName.For(result.GetRequiredValue(data)), WarmStart = warm };
            var spec = new StudySpec(
                LastingName.For(named), pictures.Shape.ToString(), classes, LastingName.For(result.GetRequiredValue(device)), result.GetValue(batch), ms,
                known, result.GetValue(proposals), result.GetValue(seed))
            {
                Objectives = StudyObjectives.Parse(result.GetValue(objectives), judge.Objective, ms),
                Evaluator = settings,
                Contents = ContentHashes.Create(accelerator, searched, pictures.ContentHash()),
            };
            // Finds a network within the budget, or says what the space can reach.
            _ = StudyRun.Problem(spec, searched, accelerator).Anchor;
            await using var place = await StudyPlace.OpenOrCreateAsync(result.GetRequiredValue(store), cancellation);
            var study = await new StudyCatalog(place).CreateAsync(result.GetRequiredValue(name), spec, cancellation);
            Console.WriteLine(
                $"study '{study.Name}' created in {place.Location}: {searched.Name} on {accelerator.Name}, {StudyPlace.BudgetText(spec)}; start it with: isynet study run {CommandText.Word(study.Name)}{StudyPlace.StoreText(result.GetRequiredValue(store))}");
            foreach (var caveat in accelerator.Caveats)
                Console.WriteLine($"note: {caveat}");
            return 0;
        });
        return command;
    }

    private static void Check(ParseResult result, Option<int> batch, Option<double?> epochs, Option<int> images)
    {
        if (result.GetValue(batch) is not (>= 1 and <= 65536))
            throw new UsageException($"--batch takes a whole number from 1 to 65536, not {result.GetValue(batch)}");
        if (result.GetValue(epochs) is { } passes and not (> 0 and <= 1000))
            throw new UsageException("--epochs takes a number above 0, at most 1000");
        if (result.GetValue(images) is not (>= 1 and <= 100_000_000))
            throw new UsageException($"--images takes a whole number from 1 to 100000000, not {result.GetValue(images)}");
    }

    private static string OneOf(string what, string name, IEnumerable<string> names) =>
        names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw UsageException.Unknown(what, name, names);
}
