using System.Collections.Immutable;

namespace ISyNet.Detection.Evaluation;

/// <summary>The constants of COCO's evaluation, as doubles that are computed as in the reference.</summary>
internal static class CocoSettings
{
    public const int Thresholds = 10;
    public const int RecallPoints = 101;
    public const int MostDetections = 100;

    /// <summary>0.50, 0.55, ..., 0.95.</summary>
    public static readonly ImmutableArray<double> IouThresholds = Steps(0.5, 0.95, Thresholds);

    /// <summary>0.00, 0.01, ..., 1.00.</summary>
    public static readonly ImmutableArray<double> Recalls = Steps(0, 1, RecallPoints);

    /// <summary>All, small, medium, large: smallest and largest area in square pixels, inclusive.</summary>
    public static readonly ImmutableArray<(double Least, double Most)> Areas = [(0, 1e10), (0, 32 * 32), (32 * 32, 96 * 96), (96 * 96, 1e10)];

    public static readonly ImmutableArray<int> DetectionLimits = [1, 10, MostDetections];

    private static ImmutableArray<double> Steps(double from, double to, int count)
    {
        var step = (to - from) / (count - 1);
        return [.. Enumerable.Range(0, count).Select(i => i == count - 1 ? to : (i * step) + from)];
    }
}
