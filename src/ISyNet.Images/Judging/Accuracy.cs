using System.Globalization;
using System.Text.Json.Serialization;

namespace ISyNet.Images.Judging;

/// <summary>
/// A measured accuracy: the number of correct images out of all evaluated images. Below <see cref="FewImages"/>, its texts include the number of images and the
/// 95 % interval, because a percentage alone would look too precise. The interval is Wilson's score interval (E. B. Wilson 1927,
/// J. Am. Stat. Assoc. 22:209): it stays within 0 and 1 and is valid for few images and for 0 and 100 %.
/// </summary>
public readonly record struct Accuracy
{
    /// <summary>From this number of evaluated images on, an accuracy is shown without its interval, which is then at most 6.2 points wide.</summary>
    public const int FewImages = 1000;

    /// <summary>With fewer images than this, the better of two networks cannot be told: their intervals are more than 10 points wide.</summary>
    public const int FewToChoose = 200;

    // The 97.5 % quantile of the normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>An accuracy.</summary>
    /// <param name="correct">Correctly classified images.</param>
    /// <param name="images">Evaluated images, at least 1.</param>
    /// <exception cref="ImageException">No image was evaluated, or the counts are inconsistent.</exception>
    [JsonConstructor]
    public Accuracy(int correct, int images)
    {
        if (images < 1 || correct < 0 || correct > images)
            throw new ImageException($"{correct} correct of {images} evaluated images is not an accuracy");
        (Correct, Images) = (correct, images);
    }

    /// <summary>Correctly classified images.</summary>
    public int Correct { get; }

    /// <summary>Evaluated images.</summary>
    public int Images { get; }

    /// <summary>The share of correct images, 0 to 1.</summary>
    public double Value => (double)Correct / Images;

    /// <summary>Lower end of the 95 % interval, 0 to 1.</summary>
    public double Low95 => Correct == 0 ? 0 : Centre - HalfWidth;

    /// <summary>Upper end of the 95 % interval, 0 to 1.</summary>
    public double High95 => Correct == Images ? 1 : Centre + HalfWidth;

    /// <summary>In percent without the sign, for a column: <c>92.23</c>, or <c>87.50 (69.0 to 95.7 of 24)</c> for few images.</summary>
    [JsonIgnore]
    public string Cell => Images >= FewImages ? Percent : $"{Percent} ({Interval} of {Images})";

    private double Centre => (Value + (Z * Z / (2 * Images))) / Scale;

    private double HalfWidth => Z / Scale * Math.Sqrt((Value * (1 - Value) / Images) + (Z * Z / (4.0 * Images * Images)));

    private double Scale => 1 + (Z * Z / Images);

    private string Percent => (100 * Value).ToString("0.00", CultureInfo.InvariantCulture);

    private string Interval => string.Create(CultureInfo.InvariantCulture, $"{100 * Low95:0.0} to {100 * High95:0.0}");

    /// <summary>An accuracy from the share of correct images, if their number is not known.</summary>
    /// <param name="share">The share, 0 to 1.</param>
    /// <param name="images">Evaluated images, at least 1.</param>
    /// <exception cref="ImageException">The share is not a number from 0 to 1, or no image was evaluated.</exception>
    public static Accuracy FromShare(double share, int images) => share is >= 0 and <= 1
        ? new((int)Math.Round(share * images), images)
        : throw new ImageException($"{share} is not a share of {images} evaluated images");

    /// <summary>For a line: <c>92.23 %</c>, or <c>87.50 % (21 of 24, 95 % interval 69.0 to 95.7 %)</c> for few images.</summary>
    public override string ToString() => Images >= FewImages ? $"{Percent} %" : $"{Percent} % ({Correct} of {Images}, 95 % interval {Interval} %)";
}
