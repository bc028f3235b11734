using System.CommandLine;
using System.Globalization;
using ISyNet.Detection.Model;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary>The options that describe a detector's network.</summary>
internal sealed class LayoutOptions
{
    public Option<string> Backbone { get; } = new("--backbone") { Description = $"{string.Join(", ", DetectorBackbones.Names)}, a network of the zoo, or an architecture file.", DefaultValueFactory = _ => "ISyNet-Scenes" };

    public Option<string> Strides { get; } = new("--strides") { Description = "Strides of the features that objects are found on.", DefaultValueFactory = _ => "8,16,32" };

    public Option<int> Channels { get; } = new("--channels") { Description = "Channels of pyramid and heads.", DefaultValueFactory = _ => 32 };

    public Option<int> Tower { get; } = new("--tower") { Description = "3x3 convolutions before the prediction in each branch of a head.", DefaultValueFactory = _ => 1 };

    public DetectorLayout Read(ParseResult result)
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
}
