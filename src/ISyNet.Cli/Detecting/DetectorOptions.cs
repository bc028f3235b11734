using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Sources;
using ISyNet.Detection.Learning;
using ISyNet.Detection.Model;
using ISyNet.Training;

namespace ISyNet.Cli.Detecting;

/// <summary>The options that describe a detector and its training, the same for every verb that trains one.</summary>
internal sealed class DetectorOptions(string recipeName)
{
    public Option<string> Backbone { get; } = new("--backbone") { Description = $"{string.Join(", ", DetectorBackbones.Names)}, a network of the zoo, or an architecture file.", DefaultValueFactory = _ => "ISyNet-Scenes" };

    public Option<string> Strides { get; } = new("--strides") { Description = "Strides of the features that objects are found on.", DefaultValueFactory = _ => "8,16,32" };

    public Option<int> Channels { get; } = new("--channels") { Description = "Channels of pyramid and heads.", DefaultValueFactory = _ => 64 };

    public Option<int> Tower { get; } = new("--tower") { Description = "3x3 convolutions before the prediction in each branch of a head.", DefaultValueFactory = _ => 1 };

    public Option<string> Recipe { get; } = new("--recipe") { Description = $"{string.Join(", ", DetectionRecipeFile.Names)}, or a recipe file.", DefaultValueFactory = _ => recipeName };

    public Option<string?> TimeLimit { get; } = new("--time-limit") { Description = "For the training: 450s, 7.5m, 1h; else the epochs decide." };

    public Option<double?> Epochs { get; } = new("--epochs") { Description = "Passes over the pictures; else the recipe's." };

    public Option<ulong> Seed { get; } = new("--seed") { Description = "Seed of all randomness.", DefaultValueFactory = _ => 1 };

    public Option<int> Threads { get; } = new("--threads") { Description = "Threads of the training.", DefaultValueFactory = _ => Environment.ProcessorCount };

    public Option<string?> Out { get; } = new("--out") { Description = "The result folder (runs/detect-N)." };

    public Option<bool> Resume { get; } = new("--resume") { Description = "Go on with a stopped run: the newest, or that in --out." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the metrics as JSON." };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "No progress, only the result." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Backbone, Strides, Channels, Tower, Recipe, TimeLimit, Epochs, Seed, Threads, Out, Resume, Json, Quiet })
            command.Add(option);
    }

    public DetectorLayout Layout(ParseResult result)
    {
        var strides = result.GetRequiredValue(Strides);
        if (strides.Split(',').Any(part => !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            throw new UsageException($"--strides takes whole numbers joined by commas, such as 8,16,32, not '{strides}'");
        return new DetectorLayout
        {
            Strides = [.. strides.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))],
            Channels = result.GetValue(Channels),
            TowerDepth = result.GetValue(Tower),
        };
    }

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
                throw new UsageException("--time-limit and --epochs are two answers to one question: give one");
            return TrainingBudget.OfTime(Duration.Parse("--time-limit", limit));
        }

        var epochs = result.GetValue(Epochs) ?? recipe.Epochs;
        return epochs is > 0 and <= 1e6 ? TrainingBudget.OfEpochs(epochs) : throw new UsageException($"--epochs takes a number above 0, not {epochs.ToString(CultureInfo.InvariantCulture)}");
    }

    public int ThreadCount(ParseResult result) => result.GetValue(Threads) is >= 1 and <= 256 and var threads
        ? threads : throw new UsageException($"--threads takes a whole number from 1 to 256, not {result.GetValue(Threads)}");
}
