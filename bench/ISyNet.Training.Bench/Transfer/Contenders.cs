using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;

namespace ISyNet.Training.Bench.Transfer;

/// <summary>The networks that are compared: one of ISyNet's kind, and the residual network that is nearest to its latency.</summary>
internal static class Contenders
{
    private const int Batch = 16;
    private static readonly ClosedFormModel Model = new(DeviceCatalog.Find("ascend310")!);

    public static Architecture ISyNet => BenchNetworks.Find("isynet-mini");

    /// <summary>Of all basic residual networks of three stages, 1 to 4 blocks each and widths w, 2w, 4w.</summary>
    public static Architecture ResNet
    {
        get
        {
            var asked = LatencyMs(ISyNet);
            int[] counts = [1, 2, 3, 4];
            int[] widths = [16, 32];
            var candidates =
                from width in widths
                from first in counts
                from second in counts
                from third in counts
                select Residual(width, first, second, third);
            return candidates.MinBy(candidate => Math.Abs(LatencyMs(candidate) - asked))!;
        }
    }

    /// <summary>Predicted on ascend310 at batch 16, per image.</summary>
    public static double LatencyMs(Architecture architecture) => Model.Predict(architecture.Build(), Batch).LatencyMsPerImage;

    private static Architecture Residual(int width, int first, int second, int third) => new(
        $"resnet-{width}-{first}{second}{third}", Shape.Map(1, 28, 28), 10, new Stem(width, 3, 2, MaxPool: false),
        [
            new Stage(new ResidualBlock(), width, first, 1), new Stage(new ResidualBlock(), 2 * width, second), new Stage(new ResidualBlock(), 4 * width, third),
        ],
        new Head(0));
}
