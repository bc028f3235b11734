using System.Globalization;
using ISyNet.Reports.Figures;
using ISyNet.Search;

namespace ISyNet.Design.Studies;

/// <summary>How what a search is about is shown to people: an error as accuracy, a score as itself; more is better.</summary>
internal sealed record ShownQuality(Objective Objective)
{
    private bool IsError => Objective.Name == Objective.Error.Name;

    /// <summary>For figures and tables.</summary>
    public QualityScale Scale => IsError ? QualityScale.Accuracy : QualityScale.Score(Objective.Name);

    /// <summary>A value of the objective, turned so that more is better.</summary>
    public double Of(double value) => (IsError ? 1 : 0) - Objective.Cost(value);

    /// <summary>A value of the objective in a line of progress.</summary>
    public string Text(double value) => IsError
        ? string.Create(CultureInfo.InvariantCulture, $"{Of(value) * 100:0.0} % on held-out images")
        : string.Create(CultureInfo.InvariantCulture, $"{Objective.Name} {value:G5}");
}
