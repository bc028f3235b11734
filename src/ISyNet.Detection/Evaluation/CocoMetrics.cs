using System.Collections.Immutable;

namespace ISyNet.Detection.Evaluation;

/// <summary>The twelve figures of COCO's detection evaluation, 0 to 1; -1 if there is nothing to find.</summary>
/// <param name="AP">Average precision over IoU 0.50 to 0.95 in steps of 0.05 and over categories.</param>
/// <param name="AP50">At IoU 0.50.</param>
/// <param name="AP75">At IoU 0.75.</param>
/// <param name="APs">Of objects up to 32x32 pixels.</param>
/// <param name="APm">Of objects from 32x32 to 96x96 pixels.</param>
/// <param name="APl">Of objects from 96x96 pixels.</param>
/// <param name="AR1">Average recall with at most 1 detection per picture and category.</param>
/// <param name="AR10">With at most 10.</param>
/// <param name="AR100">With at most 100.</param>
/// <param name="ARs">With at most 100, of small objects.</param>
/// <param name="ARm">Of medium objects.</param>
/// <param name="ARl">Of large objects.</param>
public sealed record CocoMetrics(
    double AP, double AP50, double AP75, double APs, double APm, double APl,
    double AR1, double AR10, double AR100, double ARs, double ARm, double ARl)
{
    /// <summary>Average precision over IoU 0.50 to 0.95 of each category, in the order of their ids.</summary>
    public ImmutableArray<CategoryPrecision> Categories { get; init; } = [];

    /// <summary>All twelve by name, in COCO's order.</summary>
    public ImmutableArray<(string Name, double Value)> All =>
    [
        ("AP", AP), ("AP50", AP50), ("AP75", AP75), ("APs", APs), ("APm", APm), ("APl", APl),
        ("AR1", AR1), ("AR10", AR10), ("AR100", AR100), ("ARs", ARs), ("ARm", ARm), ("ARl", ARl),
    ];
}

/// <summary>The average precision of one category.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="AP">Over IoU 0.50 to 0.95; -1 if there is nothing to find.</param>
/// <param name="AP50">At IoU 0.50.</param>
public sealed record CategoryPrecision(long Id, string Name, double AP, double AP50)
{
    /// <summary>Precision at IoU 0.50 for each recall of 0.00, 0.01, ..., 1.00; empty if there is nothing to find.</summary>
    public ImmutableArray<double> PrecisionOverRecall { get; init; } = [];
}
