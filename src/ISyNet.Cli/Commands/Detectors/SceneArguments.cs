using System.CommandLine;
using ISyNet.Application.Detection;
using ISyNet.Cli.Sources;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary>The options that describe a data set of scenes, the same for every verb that composes one.</summary>
internal sealed class SceneArguments(int training, int test, string seedName = "--scene-seed")
{
    private readonly Option<int> _training = new("--train") { Description = "Training scenes, from training images only.", DefaultValueFactory = _ => training };
    private readonly Option<int> _test = new("--test") { Description = "Test scenes, from test images only.", DefaultValueFactory = _ => test };
    private readonly Option<int> _size = new("--size") { Description = "Side of a scene in pixels.", DefaultValueFactory = _ => 128 };
    private readonly Option<ulong> _seed = new(seedName) { Description = "Seed of the scenes.", DefaultValueFactory = _ => 1 };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _training, _test, _size, _seed })
            command.Add(option);
    }

    public ScenePlan Plan(ParseResult result) => new(
        OptionValue.Whole("--train", result.GetValue(_training), 2, 1_000_000), OptionValue.Whole("--test", result.GetValue(_test), 1, 1_000_000),
        OptionValue.Whole("--size", result.GetValue(_size), 64, 1024), result.GetValue(_seed));
}
