using System.Globalization;
using ISyNet.Reports.Charts;
using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Reports.Figures;

/// <summary>How what a search is about is shown to people: an error as accuracy, a score as itself. A quality is a value turned so that more is better.</summary>
/// <param name="Objective">What the search is about.</param>
public sealed record QualityScale(Objective Objective)
{
    /// <summary>Accuracy on held-out images, kept as a fraction of 1.</summary>
    public static QualityScale Accuracy { get; } = new(Objective.Error);

    /// <summary>Images that each network was judged on; 0 where that is not known or not the question.</summary>
    public int JudgedImages { get; init; }

    /// <summary>Whether qualities are accuracies.</summary>
    public bool IsAccuracy => Objective.Metric == Metric.Error;

    /// <summary>For tables.</summary>
    public string Name => new MetricScale(Objective.Metric).Title;

    /// <summary>For axes.</summary>
    public string Title => IsAccuracy ? "Accuracy on held-out training images (%)" : $"Score: {Objective.Metric}";

    /// <summary>For charts.</summary>
    internal ChartAxis Axis => IsAccuracy ? new ChartAxis("Accuracy on held-out training images", "%") : new ChartAxis(Title);

    /// <summary>What a quality is multiplied by to be shown: 100 for a fraction in percent.</summary>
    public double Factor => IsAccuracy ? 100 : 1;

    /// <summary>The scale of a study.</summary>
    /// <exception cref="StudyException">It improves nothing that its evaluator measures.</exception>
    public static QualityScale FromStudy(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var objective = Objective.QualityOf(study.Spec.Objectives) ?? throw new StudyException($"study '{study.Name}' improves nothing that its evaluator measures");
        return new QualityScale(objective) { JudgedImages = study.Spec.Evaluator.HoldoutImages ?? 0 };
    }

    /// <summary>The quality of a value of the objective; NaN of NaN.</summary>
    public double Quality(double value) => (IsAccuracy ? 1 : 0) - Objective.Cost(value);

    /// <summary>A value of the objective in a line of text.</summary>
    public string Line(double value) => IsAccuracy
        ? JudgedImages is > 0 and < Images.Judging.Accuracy.FewImages
            ? $"{Images.Judging.Accuracy.FromShare(Math.Clamp(Quality(value), 0, 1), JudgedImages)} on held-out images"
            : string.Create(CultureInfo.InvariantCulture, $"{Quality(value) * 100:0.0} % on held-out images")
        : string.Create(CultureInfo.InvariantCulture, $"{Objective.Metric} {value:G5}");

    /// <summary>A quality in the cell of a table.</summary>
    public string Cell(double quality) => !IsAccuracy ? Reports.Quantity.Significant(Factor * quality)
        : JudgedImages > 0 && quality is >= 0 and <= 1 ? Images.Judging.Accuracy.FromShare(quality, JudgedImages).Cell
        : Reports.Quantity.Percent(quality);
}
