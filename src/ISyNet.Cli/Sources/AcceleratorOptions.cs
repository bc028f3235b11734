using System.CommandLine;
using ISyNet.Training;

namespace ISyNet.Cli.Sources;

/// <summary>What trainings compute on: the same options for every command that trains.</summary>
internal sealed class AcceleratorOptions
{
    private readonly Option<string> _accelerator = Create();
    private readonly Option<bool> _deterministic = new("--deterministic") { Description = "On a GPU: the same weights to the bit in every run, at some speed. A processor always does this." };

    public void AddTo(Command command)
    {
        command.Add(_accelerator);
        command.Add(_deterministic);
    }

    /// <summary>The option alone, for a command that computes and does not train.</summary>
    public static Option<string> Create() => new("--accelerator")
    {
        Description = "Compute on cpu, cuda (the first GPU), cuda:N, or auto (a GPU whose arithmetic is proven, else the processor). One training uses one GPU.",
        DefaultValueFactory = _ => Accelerator.Auto.ToString(),
    };

    /// <summary>Reads the option.</summary>
    /// <exception cref="UsageException">There is no such accelerator.</exception>
    public static Accelerator Read(ParseResult result, Option<string> option) =>
        OptionValue.Read(option.Name, () => Accelerator.Parse(result.GetRequiredValue(option)));

    /// <summary>The settings of a training with these options.</summary>
    /// <exception cref="UsageException">There is no such accelerator.</exception>
    public RunSettings Settings(ParseResult result) => new() { Accelerator = Read(result, _accelerator), Deterministic = result.GetValue(_deterministic) };
}
