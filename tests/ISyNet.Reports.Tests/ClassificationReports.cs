using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Reports.Classification;
using ISyNet.Reports.Html;
using SkiaSharp;

namespace ISyNet.Reports.Tests;

/// <summary>The page of a classifier that takes two of six ants for bees.</summary>
public class ClassificationReports
{
    private static readonly ImageSet Images = new(
        "insects test", Shape.Map(3, 2, 4), ["ant", "bee", "<wasp>"], [.. Enumerable.Range(0, 9 * 24).Select(i => (byte)i)], [0, 0, 0, 0, 0, 0, 1, 1, 2]);

    private static readonly ImmutableArray<PredictedClass> Predicted =
        [new(0, 0.9), new(1, 0.6), new(0, 0.8), new(1, 0.7), new(0, 0.99), new(0, 0.5), new(1, 0.9), new(1, 0.9), new(0, 0.4)];

    [Fact]
    public void It_names_the_most_confused_classes_first_and_shows_their_images_surest_first()
    {
        var page = ClassificationReport.Create(Data(Predicted));
        var confused = page.Sections.Single(section => section.Title == "Most confused classes");
        var table = confused.Parts.OfType<ReportTable>().Single();
        Assert.Equal([["ant", "bee", "2", "33.33"], ["<wasp>", "ant", "1", "100.00"]], table.Rows.Select(row => row.Cells.Select(cell => cell.Text)));
        Assert.Equal(["bee 70 %, but ant", "bee 60 %, but ant"], confused.Parts.OfType<Gallery>().First().Pictures.Select(picture => picture.Caption));
        Assert.DoesNotContain("<wasp>", page.Render(), StringComparison.Ordinal);
        Assert.Contains("&lt;wasp&gt;", page.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void Small_images_are_enlarged_by_whole_pixels()
    {
        var gallery = ClassificationReport.Create(Data(Predicted)).Sections[0].Parts.OfType<Gallery>().Single();
        Assert.Equal(9, gallery.Pictures.Length);
        using var picture = SKBitmap.Decode(gallery.Pictures[0].Png);
        Assert.Equal((112, 56), (picture.Width, picture.Height));
        Assert.Equal(new SKColor(1, 9, 17), picture.GetPixel(28, 0));
        Assert.Equal(new SKColor(1, 9, 17), picture.GetPixel(55, 27));
    }

    [Fact]
    public void Without_mistakes_nothing_is_confused() =>
        Assert.DoesNotContain(ClassificationReport.Create(Data([.. Images.Labels.Select(label => new PredictedClass(label, 1))])).Sections, section => section.Title == "Most confused classes");

    [Fact]
    public void One_prediction_per_image_is_needed()
    {
        Assert.Throws<ReportException>(() => ClassificationReport.Create(Data(Predicted[1..])));
        Assert.Throws<ReportException>(() => ClassificationReport.Create(Data(Predicted.SetItem(0, new PredictedClass(3, 1)))));
    }

    private static ClassificationReportData Data(ImmutableArray<PredictedClass> predicted) => new(
        "net on insects", [new Headline("test accuracy", "66.67", "%")], [new Fact("Seed", "1")], new TrainingCurve("net", [new TrainingPoint(1, 1.5, 0.4, 0.4, 0.1, 2), new TrainingPoint(2, 1.2, 0.5, 0.5, 0.1, 4)]), Images, predicted);
}
