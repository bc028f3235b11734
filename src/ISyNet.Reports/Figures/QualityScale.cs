namespace ISyNet.Reports.Figures;

/// <summary>The quality measure of the networks of a search; larger is better.</summary>
/// <param name="Name">For tables: <c>Held-out accuracy (%)</c>.</param>
/// <param name="Title">For axes.</param>
/// <param name="Factor">Factor for display: 100 shows a fraction in percent.</param>
public sealed record QualityScale(string Name, string Title, double Factor = 1)
{
    /// <summary>Number of images that each network was evaluated on; 0 if unknown or not applicable.</summary>
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
