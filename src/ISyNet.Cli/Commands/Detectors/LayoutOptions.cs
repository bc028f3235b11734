using System.CommandLine;
using System.Globalization;
using ISyNet.Detection.Model;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary>The options that describe a detector's network.</summary>
internal sealed class LayoutOptions
{
    public Option<string> Backbone { get; } = new("--backbone") { Description = $"Backbone: {string.Join(", ", DetectorBackbones.Names)}, a network of the zoo, or an architecture file.", DefaultValueFactory = _ => "ISyNet-Scenes" };

    public Option<string> Strides { get; } = new("--strides") { Description = "Strides of the feature maps for detection.", DefaultValueFactory = _ => "8,16,32" };

    public Option<int> Channels { get; } = new("--channels") { Description = "Channels of pyramid and heads.", DefaultValueFactory = _ => 32 };

    public Option<int> Tower { get; } = new("--tower") { Description = "Number of 3x3 convolutions before the prediction in each branch of a head.", DefaultValueFactory = _ => 1 };

    /// <summary>The layout that the options describe.</summary>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public DetectorLayout Read(ParseResult result)
    {
        var strides = result.GetRequiredValue(Strides);
        if (strides.Split(',').Any(part => !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            throw new UsageException($"--strides takes whole numbers joined by commas, such as 8,16,32, not '{strides}'");
        var layout = new DetectorLayout
        {
            Strides = [.. strides.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))],
            Channels = result.GetValue(Channels),
            TowerDepth = result.GetValue(Tower),
        };
        try
        {
            layout.Check();
        }
        catch (ISyNetException error)
        {
            throw new UsageException(error.Message);
        }

        return layout;
    }
}
