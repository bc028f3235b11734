using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Ops;

namespace ISyNet.Detection.Model;

/// <summary>
/// Adds one branch of one level's head. Levels share no weights: on an accelerator sharing saves no time, and batch norm wants the
/// statistics of its own level.
/// </summary>
internal static class HeadBuilder
{
    /// <returns>The prediction as <paramref name="outputs"/> x positions.</returns>
    public static int Add(NetworkBuilder builder, string name, int level, int outputs, DetectorLayout layout)
    {
        for (var i = 0; i < layout.TowerDepth; i++)
            level = builder.AddConv($"{name}.tower.{i}", level, layout.Channels, Window.Square(3), ActivationKind.Relu);
        level = builder.Add($"{name}.predict", new Conv(outputs, Window.Square(1), Bias: true), level);
        var map = builder[level];
        return builder.Add($"{name}.positions", new Reshape(new Shape(outputs, map.Height * map.Width)), level);
    }
}
