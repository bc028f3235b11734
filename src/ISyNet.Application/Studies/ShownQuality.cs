using System.Globalization;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Application.Studies;

/// <summary>How what a search is about is shown to people: an error as accuracy, a score as itself; more is better.</summary>
/// <param name="Objective">What it is about.</param>
/// <param name="JudgedImages">Images that each candidate was judged on; 0 where that is not known.</param>
internal sealed record ShownQuality(Objective Objective, int JudgedImages)
{
    private bool IsError => Objective.Metric == Metric.Error;

    /// <summary>For figures and tables.</summary>
    public QualityScale Scale => IsError ? QualityScale.Accuracy with { JudgedImages = JudgedImages } : QualityScale.Score(Objective.Metric.Name);

    /// <summary>A value of the objective, turned so that more is better.</summary>
    public double Of(double value) => (IsError ? 1 : 0) - Objective.Cost(value);

    /// <summary>The quality that a study is about.</summary>
    /// <exception cref="StudyException">It improves nothing that its evaluator measures.</exception>
    public static ShownQuality Of(Study study) => new(
        Objective.QualityOf(study.Spec.Objectives) ?? throw new StudyException($"study '{study.Name}' improves nothing that its evaluator measures"),
        study.Spec.Evaluator.HoldoutImages ?? 0);

    /// <summary>A value of the objective in a line of progress.</summary>
    public string Text(double value) => IsError
        ? JudgedImages is > 0 and < Accuracy.FewImages
            ? $"{Accuracy.OfShare(Math.Clamp(Of(value), 0, 1), JudgedImages)} on held-out images"
            : string.Create(CultureInfo.InvariantCulture, $"{Of(value) * 100:0.0} % on held-out images")
        : string.Create(CultureInfo.InvariantCulture, $"{Objective.Metric} {value:G5}");
}
