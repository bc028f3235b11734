using System.CommandLine;
using System.Globalization;
using ISyNet.Training;

namespace ISyNet.Cli.Sources;

/// <summary><c>--workers N|auto</c>, or <c>--slots</c>: trainings at the same time.</summary>
internal static class WorkersOption
{
    private const string Auto = "auto";
    private const int Most = 256;

    public static Option<string> Create(string name = "--workers") => new(name)
    {
        Description = "Trainings at the same time: a number, or auto: one on each GPU, or one on each core of the processor.",
        DefaultValueFactory = _ => Auto,
    };

    /// <summary>Reads the option; <c>auto</c> looks for the GPUs that <paramref name="accelerator"/> allows.</summary>
    /// <exception cref="UsageException">It is no number of workers.</exception>
    /// <exception cref="TrainingException">The accelerator that is asked for is not there.</exception>
    public static int Read(ParseResult result, Option<string> option, Accelerator accelerator)
    {
        var text = result.GetRequiredValue(option);
        if (text.Equals(Auto, StringComparison.OrdinalIgnoreCase))
            return new AcceleratorPool(accelerator).Workers;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var workers) && workers is >= 1 and <= Most
            ? workers : throw new UsageException($"{option.Name} takes a whole number from 1 to {Most}, or auto, not '{text}'");
    }
}
