using System.CommandLine;
using System.Diagnostics;
using ISyNet.Application.Classification;
using ISyNet.Application.Results;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Cli.Commands.Trainings;

/// <summary>The options of both <c>train</c> and <c>finetune</c>, and their common run.</summary>
internal sealed class TrainingOptions(ResultKind kind, string defaultRecipe)
{
    private readonly Option<string> _data = new("--data") { Description = "Images: fashion-mnist, cifar10, a folder or a CSV list.", DefaultValueFactory = _ => DataSource.Default };
    private readonly Option<string?> _input = new("--input") { Description = "Size that pictures in folders are resized to. Default: 3x64x64, or the input of the network." };
    private readonly Option<string> _recipe = new("--recipe") { Description = $"Training recipe: {string.Join(", ", RecipeFile.Names)}, or a recipe file.", DefaultValueFactory = _ => defaultRecipe };
    private readonly Option<double?> _epochs = new("--epochs") { Description = "Passes over the training images. Default: as in the recipe." };
    private readonly Option<Arithmetic?> _arithmetic = new("--arithmetic") { Description = "Arithmetic of the convolutions: float32, bfloat16, or auto (bfloat16 if the processor has it). Default: as in the recipe." };
    private readonly Option<string?> _timeLimit = new("--time-limit") { Description = "Train for this long instead of a number of epochs: 450s, 7.5m, 2h. Reading images, the test and the export come on top." };
    private readonly Option<int?> _heldOut = new("--held-out") { Description = "Training images held out to evaluate each epoch. Default: a tenth, at most 5000." };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of all randomness.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _threads = new("--threads") { Description = "Number of threads; each trains on an equal part of every batch.", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _dataThreads = new("--data-threads") { Description = "Number of threads that read, decode and augment images; it changes no result. Default: the other cores of the machine, at least 1." };
    private readonly AcceleratorOptions _accelerator = new();
    private readonly Option<string> _checkpoint = new("--checkpoint-every") { Description = "How often a checkpoint is written, for --resume.", DefaultValueFactory = _ => "1m" };
    private readonly Option<string?> _out = new("--out") { Description = $"The result folder. Default: {RunPlace.Pattern(kind)}." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Continue a stopped run: the newest one, or the one in --out." };
    private readonly Option<bool> _force = new("--force") { Description = "Overwrite what is in --out." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the metrics as JSON." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print only the result, no progress." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _data, _input, _recipe, _epochs, _arithmetic, _timeLimit, _heldOut, _seed, _threads, _dataThreads, _checkpoint, _out, _resume, _force, _json, _quiet })
            command.Add(option);
        _accelerator.AddTo(command);
    }

    public TrainingRecipe Recipe(ParseResult result)
    {
        var recipe = RecipeSource.Load(result.GetRequiredValue(_recipe));
        return result.GetValue(_arithmetic) is { } arithmetic ? recipe with { Arithmetic = arithmetic } : recipe;
    }

    public ulong Seed(ParseResult result) => result.GetValue(_seed);

    /// <summary>The images; pictures of any size are resized to the input of the network.</summary>
    public ImageData Images(ParseResult result, Shape network, CancellationToken cancellation)
    {
        var shape = result.GetValue(_input) is { } text ? OptionValue.Image("--input", text) : network;
        var images = DataSource.Load(result.GetRequiredValue(_data), shape, cancellation);
        foreach (var skipped in images.Skipped)
            Console.Error.WriteLine($"isynet: skipped: {skipped}");
        return images;
    }

    /// <summary>Sets the options of both commands and runs the task in its folder.</summary>
    public async Task<int> RunAsync(ParseResult result, Func<ClassifierTask> prepare, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        OptionValue.Whole("--threads", result.GetValue(_threads), 1, 256);
        if (result.GetValue(_dataThreads) is { } preparing)
            OptionValue.Whole("--data-threads", preparing, 1, 1024);
        var budget = Budget(result);
        var settings = _accelerator.Settings(result) with
        {
            Threads = result.GetValue(_threads),
            DataThreads = result.GetValue(_dataThreads),
            CheckpointInterval = Duration.Parse("--checkpoint-every", result.GetRequiredValue(_checkpoint)),
        };
        var resume = result.GetValue(_resume);
        var force = result.GetValue(_force);
        var folder = new ClassifierFolder(result.GetValue(_out) ?? RunPlace.Choose(kind, resume));
        var use = RunPlace.Use(resume, force);
        folder.Require(kind, use);
        var task = prepare() with { Budget = budget, Settings = settings, CommandLine = CommandText.Write(result) };
        var heldOut = result.GetValue(_heldOut) ?? Math.Min(5000, task.Data.Training.Count / 10);
        OptionValue.Whole("--held-out", heldOut, 0, task.Data.Training.Count - 2);
        using var stopped = RunArguments.SayIfStopped(result, folder, cancellation);
        if (!result.GetValue(_quiet))
            Console.Error.WriteLine(Named(result, task.Data));
        using var held = folder.Begin(kind, Kept(result, resume), use);
        var trained = await StepDisplay.RunAsync(result.GetValue(_quiet),
            progress => Task.Run(() => ClassifierRun.Run(task with { HeldOut = heldOut }, folder, progress, cancellation), CancellationToken.None));
        foreach (var damaged in task.Data.Training.Damaged.AddRange(task.Data.Test.Damaged))
            Console.Error.WriteLine($"isynet: damaged, replaced by grey: {damaged}");
        if (result.GetValue(_json))
            Console.WriteLine(trained.ToJson());
        else
            Print(trained, folder.Path, watch.Elapsed);
        trained.Proof.ThrowIfFailed(folder.Model);
        return 0;
    }

    private string Named(ParseResult result, ImageData data) =>
        $"isynet: images: {result.GetRequiredValue(_data)}{(result.GetResult(_data) is null or { Implicit: true } ? " (--data names others)" : "")}, "
        + $"{Quantity.Grouped(data.Training.Count)} to train and {Quantity.Grouped(data.Test.Count)} to test, {data.Training.Classes} classes, {data.Training.Shape}";

    /// <summary>What the folder keeps of the command line: how to continue it, and on which images its network is evaluated.</summary>
    private Dictionary<string, string> Kept(ParseResult result, bool resume) => new(RunArguments.Kept(result, resume).Concat(
        resume ? [] : [KeyValuePair.Create(ClassifierFolder.ImagesSetting, LastingName.For(result.GetRequiredValue(_data)))]), StringComparer.Ordinal);

    private TrainingBudget Budget(ParseResult result)
    {
        if (result.GetValue(_timeLimit) is { } limit)
            return result.GetValue(_epochs) is null ? TrainingBudget.FromTime(Duration.Parse("--time-limit", limit)) : throw new UsageException("give --epochs or --time-limit, not both");
        var epochs = result.GetValue(_epochs) ?? Recipe(result).Epochs;
        return epochs is > 0 and <= 1e6 ? TrainingBudget.FromEpochs(epochs) : throw new UsageException($"--epochs takes a number above 0, not {epochs}");
    }

    private static void Print(ClassifierResult trained, string folder, TimeSpan whole)
    {
        var table = new TextTable("network", new("parameters", 2), new("MACs", 2), new("epochs", 1), new("images/s", 3), new("held-out accuracy (%)", 1), "test accuracy (%)", new("top-5 (%)", 2), new("ONNX Runtime (%)", 1));
        table.Add(
            trained.Network, Quantity.Short(trained.Params), Quantity.Short(trained.Macs), trained.Epochs.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture),
            Quantity.Grouped((long)trained.ImagesPerSecond), trained.HeldOut?.Cell ?? "-", trained.Test.Cell, trained.Top5?.Cell ?? "-", trained.Onnx.Cell);
        table.Write();
        Console.WriteLine(Elapsed.Line(whole, TimeSpan.FromSeconds(trained.Seconds)));
        Console.WriteLine($"results: {folder}");
    }
}
