using System.Globalization;
using ISyNet.Graph;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Bench.Devices;

/// <summary>What <c>gpu</c> measures.</summary>
internal sealed record DeviceSpeedOptions
{
    public const string Usage =
        "gpu --network NAME|FILE.json [--input CxHxW] [--classes N] [--batch N] [--steps N] [--warm-up N] [--arithmetic float32|bfloat16] [--optimizer sgd|adam-w|muon] [--accelerator cpu|cuda|cuda:N] [--deterministic]";

    public string Network { get; private init; } = "ResNet-50";

    public Shape Input { get; private init; } = Shape.Map(3, 224, 224);

    public int Classes { get; private init; } = 1000;

    public int Batch { get; private init; } = 256;

    public int Steps { get; private init; } = 30;

    public int WarmUp { get; private init; } = 10;

    public Accelerator Accelerator { get; private init; } = Accelerator.Auto;

    public bool Deterministic { get; private init; }

    public TrainingRecipe Recipe { get; private init; } = new()
    {
        Name = "bench",
        BatchSize = 1,
        Epochs = 1,
        Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 0.01, WeightDecay = 5e-4, DecayScope = DecayScope.All },
        Schedule = new() { Kind = ScheduleKind.Constant },
    };

    /// <summary>Reads the words after <c>gpu</c>.</summary>
    /// <exception cref="TrainingException">A word is no option, or its value cannot be read.</exception>
    public static DeviceSpeedOptions Parse(ReadOnlySpan<string> words)
    {
        var options = new DeviceSpeedOptions();
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == "--deterministic")
            {
                options = options with { Deterministic = true };
                continue;
            }

            if (i + 1 == words.Length)
                throw new TrainingException($"'{words[i]}' needs a value, or is no option; usage: {Usage}");
            var value = words[i + 1];
            options = words[i++] switch
            {
                "--network" => options with { Network = value },
                "--input" => options with { Input = ParseShape(value) },
                "--classes" => options with { Classes = Number(value) },
                "--batch" => options with { Batch = Number(value), Recipe = options.Recipe with { BatchSize = Number(value) } },
                "--steps" => options with { Steps = Number(value) },
                "--warm-up" => options with { WarmUp = Number(value) },
                "--accelerator" => options with { Accelerator = Accelerator.Parse(value) },
                "--arithmetic" => options with { Recipe = options.Recipe with { Arithmetic = Enum.Parse<Arithmetic>(value, ignoreCase: true) } },
                "--optimizer" => options with { Recipe = options.Recipe with { Optimizer = options.Recipe.Optimizer with { Kind = Enum.Parse<OptimizerKind>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true) } } },
                var other => throw new TrainingException($"'{other}' is no option; usage: {Usage}"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number : throw new TrainingException($"'{text}' is no number above 0; usage: {Usage}");

    private static Shape ParseShape(string text)
    {
        var sides = text.Split('x').Select(Number).ToArray();
        return sides.Length == 3 ? Shape.Map(sides[0], sides[1], sides[2]) : throw new TrainingException($"'{text}' is no input CxHxW; usage: {Usage}");
    }
}
