using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Sources;
using ISyNet.Core.Results;
using ISyNet.Detection.Learning;
using ISyNet.Hardware.Devices;
using ISyNet.Training;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary>The options that describe a detector and its training, the same for every verb that trains one.</summary>
internal sealed class DetectorOptions(string recipeName)
{
    private readonly AcceleratorOptions _accelerator = new();

    public LayoutOptions Network { get; } = new();

    public Option<string> Recipe { get; } = new("--recipe") { Description = $"Training recipe: {string.Join(", ", DetectionRecipeFile.Names)}, or a recipe file.", DefaultValueFactory = _ => recipeName };

    public Option<string?> TimeLimit { get; } = new("--time-limit") { Description = "Time limit of the training: 450s, 7.5m, 1h. Reading pictures, the test and the export come on top. Default: as many epochs as --epochs or the recipe say." };

    public Option<double?> Epochs { get; } = new("--epochs") { Description = "Passes over the pictures. Default: as in the recipe." };

    public Option<string> Device { get; } = new("--device") { Description = "The accelerator for which the latency is predicted: a shipped device or a device file.", DefaultValueFactory = _ => "ascend310" };

    public Option<int> Batch { get; } = new("--batch") { Description = "Pictures per inference on it.", DefaultValueFactory = _ => 16 };

    public Option<ulong> Seed { get; } = new("--seed") { Description = "Seed of all randomness.", DefaultValueFactory = _ => 1 };

    public Option<int> Threads { get; } = new("--threads") { Description = "Threads of the training.", DefaultValueFactory = _ => Environment.ProcessorCount };

    public Option<string?> Out { get; } = new("--out") { Description = "The result folder. Default: runs/detect-N." };

    public Option<bool> Resume { get; } = new("--resume") { Description = "Continue a stopped run: the newest one, or the one in --out." };

    public Option<bool> Force { get; } = new("--force") { Description = "Overwrite what is in --out." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the metrics as JSON." };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print only the result, no progress." };

    public void AddTo(Command command)
    {
        _accelerator.AddTo(command);
        foreach (var option in new Option[] { Network.Backbone, Network.Strides, Network.Channels, Network.Tower, Recipe, TimeLimit, Epochs, Device, Batch, Seed, Threads, Out, Resume, Force, Json, Quiet })
            command.Add(option);
    }

    /// <summary>The device for which the latency is predicted, and the pictures per inference on it.</summary>
    public (Device Device, int Batch) Target(ParseResult result) =>
        (DeviceSource.Load(result.GetRequiredValue(Device)), BatchList.Parse(result.GetValue(Batch).ToString(CultureInfo.InvariantCulture))[0]);

    /// <summary>What the run may do with existing files in its folder.</summary>
    public FolderUse Use(ParseResult result) => RunPlace.Use(result.GetValue(Resume), result.GetValue(Force));

    public DetectionRecipe LoadRecipe(ParseResult result)
    {
        var name = result.GetRequiredValue(Recipe);
        if (NetworkSource.IsFile(name, ".json"))
            return DetectionRecipeFile.Load(name);
        return DetectionRecipeFile.Find(name) ?? throw UsageException.Unknown("recipe", name, DetectionRecipeFile.Names);
    }

    public TrainingBudget Budget(ParseResult result, DetectionRecipe recipe)
    {
        if (result.GetValue(TimeLimit) is { } limit)
        {
            if (result.GetValue(Epochs) is not null)
                throw new UsageException("give --time-limit or --epochs, not both");
            return TrainingBudget.FromTime(Duration.Parse("--time-limit", limit));
        }

        var epochs = result.GetValue(Epochs) ?? recipe.Epochs;
        return epochs is > 0 and <= 1e6 ? TrainingBudget.FromEpochs(epochs) : throw new UsageException($"--epochs takes a number above 0, not {epochs.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>Threads and accelerator of the training.</summary>
    public RunSettings Settings(ParseResult result) => _accelerator.Settings(result) with
    {
        Threads = result.GetValue(Threads) is >= 1 and <= 256 and var threads
            ? threads : throw new UsageException($"--threads takes a whole number from 1 to 256, not {result.GetValue(Threads)}"),
    };
}
