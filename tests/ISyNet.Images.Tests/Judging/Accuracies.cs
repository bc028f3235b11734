using ISyNet.Images.Judging;

namespace ISyNet.Images.Tests.Judging;

public class Accuracies
{
    // R. G. Newcombe 1998, Statistics in Medicine 17:857, table I, the score interval without continuity correction.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_is_the_published_one(int correct, int images, double low, double high)
    {
        var accuracy = new Accuracy(correct, images);
        Assert.Equal(low, accuracy.Low95, 4);
        Assert.Equal(high, accuracy.High95, 4);
        var wrong = new Accuracy(images - correct, images);
        Assert.Equal(1 - high, wrong.Low95, 4);
        Assert.Equal(1 - low, wrong.High95, 4);
    }

    [Fact]
    public void Few_images_are_counted_and_many_are_not()
    {
        Assert.Equal("87.50 % (21 of 24, 95 % interval 69.0 to 95.7 %)", new Accuracy(21, 24).ToString());
        Assert.Equal("87.50 (69.0 to 95.7 of 24)", new Accuracy(21, 24).Cell);
        Assert.Equal("90.09 % (900 of 999, 95 % interval 88.1 to 91.8 %)", new Accuracy(900, 999).ToString());
        Assert.Equal("92.23 %", new Accuracy(9223, 10_000).ToString());
        Assert.Equal("100.00", new Accuracy(1000, 1000).Cell);
    }

    [Fact]
    public void A_kept_share_gives_the_same_accuracy_again()
    {
        for (var images = 1; images < 60; images++)
        {
            for (var correct = 0; correct <= images; correct++)
            {
                var accuracy = new Accuracy(correct, images);
                Assert.Equal(accuracy, Accuracy.FromShare(accuracy.Value, images));
                Assert.InRange(accuracy.Value, accuracy.Low95, accuracy.High95);
            }
        }
    }

    [Fact]
    public void Nothing_judged_is_no_accuracy()
    {
        Assert.Throws<ImageException>(() => new Accuracy(0, 0));
        Assert.Throws<ImageException>(() => new Accuracy(3, 2));
        Assert.Throws<ImageException>(() => Accuracy.FromShare(double.NaN, 10));
    }
}
