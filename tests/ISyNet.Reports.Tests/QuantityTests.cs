using System.Globalization;
using CsCheck;

namespace ISyNet.Reports.Tests;

/// <summary>How quantities are written.</summary>
public class QuantityTests
{
    [Theory]
    [InlineData(0.0213, "0.0213")]
    [InlineData(1.5, "1.50")]
    [InlineData(153.4, "153")]
    [InlineData(0, "0")]
    [InlineData(9.999, "10.0")]
    [InlineData(99.96, "100")]
    [InlineData(0.09996, "0.100")]
    [InlineData(-2.346, "-2.35")]
    [InlineData(1.2e-9, "1.20e-9")]
    [InlineData(double.NaN, "–")]
    public void Significant_digits(double value, string text) => Assert.Equal(text, Quantity.Significant(value));

    [Theory]
    [InlineData(893_007_872, "893 M")]
    [InlineData(9_593_000, "9.59 M")]
    [InlineData(999_999, "1.00 M")]
    [InlineData(640, "640")]
    [InlineData(0, "0")]
    [InlineData(5.57e12, "5.57 T")]
    [InlineData(4.7e24, "4.70e+24")]
    public void Counts_take_a_prefix(double value, string text) => Assert.Equal(text, Quantity.Count(value));

    [Fact, Trait("Category", Property.Category)]
    public void Three_digits_are_within_half_a_percent() => Gen.Double[1e-6, 1e12].ForAll(value =>
    {
        var read = double.Parse(Quantity.Significant(value), CultureInfo.InvariantCulture);
        Assert.InRange(read / value, 0.995, 1.005);
    });

    [Theory]
    [InlineData(0.84, "0.8 s")]
    [InlineData(252, "4 min 12 s")]
    [InlineData(7500, "2 h 05 min")]
    public void Spans(double seconds, string text) => Assert.Equal(text, Quantity.Span(TimeSpan.FromSeconds(seconds)));
}
