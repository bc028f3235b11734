using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Detection.Model;

/// <summary>
/// Adds one branch of one level's head. Levels do not share weights: on an accelerator this would save no time, and batch norm needs
/// separate statistics for each level.
/// </summary>
internal static class HeadBuilder
{
    /// <param name="builder">Receives the layers.</param>
    /// <param name="place">The place of the prediction.</param>
    /// <param name="name">The prefix of the layer names.</param>
    /// <param name="level">The level of the pyramid.</param>
    /// <param name="outputs">Predictions for each position.</param>
    /// <param name="layout">Depth and width of the branch.</param>
    /// <returns>The prediction as <paramref name="outputs"/> x positions.</returns>
    public static int Add(NetworkBuilder builder, LayerPlace place, string name, int level, int outputs, DetectorLayout layout)
    {
        var tower = builder.In(place with { Role = LayerRole.Body });
        var prediction = builder.In(place);
        for (var i = 0; i < layout.TowerDepth; i++)
            level = tower.AddConv($"{name}.tower.{i}", level, layout.Channels, Window.Square(3), ActivationKind.Relu);
        level = prediction.Add($"{name}.predict", new Conv(outputs, Window.Square(1), Bias: true), level);
        var map = builder[level];
        return prediction.Add($"{name}.positions", new Reshape(new Shape(outputs, map.Height * map.Width)), level);
    }
}
