using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Detection;

/// <summary>A class and its average precision.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="AveragePrecision">Over IoU 0.50 to 0.95, 0 to 1; negative where there is nothing to find.</param>
public sealed record DetectedClass(string Name, double AveragePrecision)
{
    /// <summary>Precision at IoU 0.50 for each recall of 0.00, 0.01, ..., 1.00; empty if it is not known.</summary>
    public ImmutableArray<double> PrecisionOverRecall { get; init; } = [];
}

/// <summary>What the page of a detection run shows.</summary>
/// <param name="Title">Title of the page.</param>
/// <param name="Facts">What was trained, on what and how.</param>
/// <param name="Metrics">COCO's figures on the evaluated pictures by name, 0 to 1; negative where there is nothing to find.</param>
/// <param name="JudgedOn">Description of the evaluated pictures.</param>
/// <param name="Classes">The classes, in the order of their numbers: their colours follow from it.</param>
/// <param name="Curve">The training curve; the evaluation of a point is its AP on held-out pictures.</param>
/// <param name="Pictures">Evaluated pictures with the detections drawn in.</param>
public sealed record DetectionReportData(
    string Title, ImmutableArray<Fact> Facts, ImmutableArray<(string Name, double Value)> Metrics, string JudgedOn,
    ImmutableArray<DetectedClass> Classes, TrainingCurve Curve, ImmutableArray<GalleryPicture> Pictures)
{
    /// <summary>Number of evaluated pictures.</summary>
    public int Judged { get; init; }

    /// <summary>The predicted latency of the exported model; null leaves it out.</summary>
    public DetectorLatency? Latency { get; init; }
}

/// <summary>The predicted latency of an exported detector.</summary>
/// <param name="Device">The accelerator.</param>
/// <param name="Batch">Pictures per inference.</param>
/// <param name="MsPerImage">Milliseconds per picture, with decoding and suppression of the boxes.</param>
public sealed record DetectorLatency(string Device, int Batch, double MsPerImage);

/// <summary>The page of a detection run.</summary>
public static class DetectionReport
{
    /// <summary>Creates the page.</summary>
    public static ReportPage Create(DetectionReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ReportPage(data.Title, $"evaluated on {data.JudgedOn}",
            [new Headlines(
            [
                .. data.Metrics.Take(3).Select(m => new Headline(m.Name, Text(m.Value), "", data.Judged > 0 ? $"{Meaning(m.Name)}; measured on {Quantity.Whole(data.Judged)} pictures" : Meaning(m.Name))),
                .. data.Latency is { } latency ? [new Headline("Latency per picture", Quantity.Significant(latency.MsPerImage), "ms", $"predicted for {latency.Device}, batch {Quantity.Whole(latency.Batch)}")] : Array.Empty<Headline>(),
            ])],
            [
                new Section("Detections", [new Paragraph("Pictures that were not used for training. Left: detections with a score above 0.3. Right: the annotations."), new Gallery(data.Pictures, IsWide: true)]),
                new Section("Figures",
                [
                    Metrics(data), Classes(data),
                    .. data.Classes.Any(c => !c.PrecisionOverRecall.IsDefaultOrEmpty)
                        ? [new FigurePart(PrecisionRecallFigure.Create(data.Classes), "At IoU 0.50. Up and to the right is better; a curve ends at the recall that the detector reaches.")]
                        : ImmutableArray<ReportPart>.Empty,
                ]),
                new Section("Training",
                [
                    new FigurePart(TrainingFigures.LossOverEpochs([data.Curve]), "Mean loss per epoch: quality focal loss of the classes and generalised IoU loss of the boxes."),
                    .. data.Curve.Points.Any(point => !double.IsNaN(point.Evaluation))
                        ? [new FigurePart(TrainingFigures.PrecisionOverEpochs(data.Curve), "Average precision over IoU 0.50 to 0.95 on training pictures that were held out.")]
                        : ImmutableArray<ReportPart>.Empty,
                    new FactList(data.Facts),
                ]),
            ]);
    }

    private static ReportTable Metrics(DetectionReportData data) => new("COCO's twelve figures, 0 to 1.",
        [new("Figure", IsNumeric: false), new("Value"), new("Meaning", IsNumeric: false)],
        [.. data.Metrics.Select(m => new Row([m.Name, new(Text(m.Value), m.Value), Meaning(m.Name)]))]);

    private static ReportTable Classes(DetectionReportData data) => new("Average precision of each class over IoU 0.50 to 0.95.",
        [new("Class", IsNumeric: false), new("AP")],
        [.. data.Classes.Select(c => new Row([c.Name, new(Text(c.AveragePrecision), c.AveragePrecision)]))]);

    private static string Text(double value) => value < 0 ? "-" : value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Meaning(string figure) => figure switch
    {
        "AP" => "average precision over IoU 0.50 to 0.95",
        "AP50" => "average precision at IoU 0.50",
        "AP75" => "average precision at IoU 0.75",
        "APs" => "AP of objects below 32x32 pixels",
        "APm" => "AP of objects of 32x32 to 96x96 pixels",
        "APl" => "AP of larger objects",
        "AR1" => "average recall with 1 detection per picture and class",
        "AR10" => "average recall with 10",
        "AR100" => "average recall with 100",
        "ARs" => "average recall of small objects",
        "ARm" => "average recall of medium objects",
        "ARl" => "average recall of large objects",
        _ => "",
    };
}
