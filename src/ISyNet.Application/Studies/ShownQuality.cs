using System.Globalization;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Application.Studies;

/// <summary>How the objective of a search is displayed: an error as accuracy, a score unchanged. Larger is better.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="JudgedImages">Number of images on which each candidate was evaluated; 0 if unknown.</param>
internal sealed record ShownQuality(Objective Objective, int JudgedImages)
{
    private bool IsError => Objective.Metric == Metric.Error;

    /// <summary>For figures and tables.</summary>
    public QualityScale Scale => IsError ? QualityScale.Accuracy with { JudgedImages = JudgedImages } : QualityScale.Score(Objective.Metric.Name);

    /// <summary>A value of the objective, converted so that larger is better.</summary>
    public double Of(double value) => (IsError ? 1 : 0) - Objective.Cost(value);

    /// <summary>The quality objective of a study.</summary>
    /// <exception cref="StudyException">None of its objectives is measured by its evaluator.</exception>
    public static ShownQuality Of(Study study) => new(
        Objective.QualityOf(study.Spec.Objectives) ?? throw new StudyException($"study '{study.Name}' has no objective that its evaluator measures"),
        study.Spec.Evaluator.HoldoutImages ?? 0);

    /// <summary>A value of the objective in a line of progress.</summary>
    public string Text(double value) => IsError
        ? JudgedImages is > 0 and < Accuracy.FewImages
            ? $"{Accuracy.OfShare(Math.Clamp(Of(value), 0, 1), JudgedImages)} on held-out images"
            : string.Create(CultureInfo.InvariantCulture, $"{Of(value) * 100:0.0} % on held-out images")
        : string.Create(CultureInfo.InvariantCulture, $"{Objective.Metric} {value:G5}");
}
