namespace ISyNet.Reports.Figures;

/// <summary>What the networks of a search are judged by; more is better.</summary>
/// <param name="Name">For tables: <c>Held-out accuracy (%)</c>.</param>
/// <param name="Title">For axes.</param>
/// <param name="Factor">What a value is multiplied by to be shown: 100 for a fraction in percent.</param>
public sealed record QualityScale(string Name, string Title, double Factor = 1)
{
    /// <summary>Images that each network was judged on; 0 where that is not known or not the question.</summary>
    public int JudgedImages { get; init; }

    /// <summary>Whether values are accuracies.</summary>
    public bool IsAccuracy => Factor == 100;

    /// <summary>Accuracy on held-out images, kept as a fraction of 1.</summary>
    public static QualityScale Accuracy { get; } = new("Held-out accuracy (%)", "Accuracy on held-out training images (%)", 100);

    /// <summary>A score without a unit.</summary>
    public static QualityScale Score(string name) => new(name, $"Score: {name}");

    internal string Text(double quality) => !IsAccuracy ? Quantity.Significant(Factor * quality)
        : JudgedImages > 0 && quality is >= 0 and <= 1 ? Images.Judging.Accuracy.OfShare(quality, JudgedImages).Cell
        : Quantity.Percent(quality);
}
