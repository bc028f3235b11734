using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Export;

namespace ISyNet.Predictors.Building;

/// <summary>
/// A fraction of a millisecond of convolutions whose weights and maps fit the caches of a core: its time tells the speed of the core at the moment. A machine that
/// others share runs slower or faster from minute to minute, and measurements are scaled by it.
/// </summary>
public static class ReferenceKernel
{
    private const int Channels = 64, Side = 14, Layers = 4;

    /// <summary>Writes the model.</summary>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    public static void Write(string path)
    {
        var builder = new NetworkBuilder("reference");
        var last = builder.Input(Shape.Map(3, Side, Side));
        for (var i = 0; i < Layers; i++)
            last = builder.Add($"conv{i}", new Conv(Channels, Window.Square(3), Bias: true), last);
        OnnxExport.WriteShapesOnly(path, builder.Build());
    }
}
