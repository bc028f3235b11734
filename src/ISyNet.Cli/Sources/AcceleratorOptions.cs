using System.CommandLine;
using ISyNet.Training;

namespace ISyNet.Cli.Sources;

/// <summary>What a training computes on: the same options for every command that trains.</summary>
internal sealed class AcceleratorOptions
{
    private readonly Option<string> _accelerator = new("--accelerator")
    {
        Description = "Compute on cpu, cuda (the first GPU), cuda:N or auto (a GPU whose arithmetic is proven, else the processor). One training uses one GPU.",
        DefaultValueFactory = _ => Accelerator.Auto.ToString(),
    };

    private readonly Option<bool> _deterministic = new("--deterministic") { Description = "On a GPU: the same weights to the bit in every run, at some speed. A processor always does this." };

    public void AddTo(Command command)
    {
        command.Add(_accelerator);
        command.Add(_deterministic);
    }

    /// <summary>The settings of a training with these options; <paramref name="settings"/> gives the rest.</summary>
    /// <exception cref="UsageException">There is no such accelerator.</exception>
    public RunSettings Apply(ParseResult result, RunSettings settings)
    {
        try
        {
            return settings with { Accelerator = Accelerator.Parse(result.GetRequiredValue(_accelerator)), Deterministic = result.GetValue(_deterministic) };
        }
        catch (TrainingException error)
        {
            throw new UsageException($"{_accelerator.Name}: {error.Message}");
        }
    }
}
