using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Images;
using ISyNet.Images.Judging;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Design;
using ISyNet.Reports.Figures;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Classification;

/// <summary>The class that a network predicts for an image.</summary>
/// <param name="Class">Its index.</param>
/// <param name="Probability">Its softmax probability, 0 to 1.</param>
public readonly record struct PredictedClass(int Class, double Probability);

/// <summary>What the page of a trained classifier shows.</summary>
/// <param name="Title">Title of the page.</param>
/// <param name="Headlines">The big numbers.</param>
/// <param name="Facts">What was trained, on what and how.</param>
/// <param name="Curve">The training curve.</param>
/// <param name="Images">The test images.</param>
/// <param name="Predicted">The prediction of each test image.</param>
public sealed record ClassificationReportData(
    string Title, ImmutableArray<Headline> Headlines, ImmutableArray<Fact> Facts, TrainingCurve Curve, ImageSet Images, ImmutableArray<PredictedClass> Predicted)
{
    /// <summary>The images that it was trained on, those held out for evaluations included; null leaves them out.</summary>
    public ImageSet? Training { get; init; }

    /// <summary>Every setting of the recipe; empty leaves them out.</summary>
    public ImmutableArray<Fact> Recipe { get; init; } = [];

    /// <summary>What the reader must know, one sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>The page of a trained classifier: test images with their predictions, and the classes that it confuses most.</summary>
public static class ClassificationReport
{
    private const int Shown = 24, Pairs = 8, ShownPerPair = 6, MostClassesOfMatrix = 40;

    /// <summary>Creates the page.</summary>
    /// <exception cref="ReportException">There is not one prediction per image, or one names no class.</exception>
    public static ReportPage Create(ClassificationReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var (images, predicted) = (data.Images, data.Predicted);
        if (predicted.Length != images.Count || predicted.Any(p => (uint)p.Class >= (uint)images.Classes))
            throw new ReportException($"{data.Title}: {predicted.Length} predictions do not fit {images.Count} images of {images.Classes} classes");
        IEnumerable<Section?> sections = [Predictions(data), Confused(data), Matrix(data), Training(data), Images(data)];
        return new ReportPage(data.Title, string.Create(CultureInfo.InvariantCulture, $"evaluated on {images.Count} images of {images.Name}"),
            [new Headlines(data.Headlines), .. data.Notes.Select(note => new Note(note))], [.. sections.OfType<Section>()]);
    }

    private static Section Predictions(ClassificationReportData data)
    {
        var shown = Math.Min(Shown, data.Images.Count);
        return new Section("Predictions",
        [
            new Paragraph("Test images at even distances, none chosen by its result. Below each: the predicted class with its probability, and the true class if the prediction is wrong."),
            new Gallery([.. Enumerable.Range(0, shown).Select(i => Picture(data, (int)((long)i * data.Images.Count / shown)))]),
        ]);
    }

    private static Section? Confused(ClassificationReportData data)
    {
        var (names, labels) = (data.Images.ClassNames, data.Images.Labels);
        var pairs = Enumerable.Range(0, data.Images.Count).Where(i => data.Predicted[i].Class != labels[i])
            .GroupBy(i => (True: labels[i], Predicted: data.Predicted[i].Class))
            .OrderByDescending(pair => pair.Count()).ThenBy(pair => pair.Key).Take(Pairs).ToArray();
        if (pairs.Length == 0)
            return null;
        var counts = data.Images.ClassCounts();
        return new Section("Most confused classes",
        [
            new ReportTable("The most frequent mistakes.",
                [new("True class", IsNumeric: false), new("Predicted class", IsNumeric: false), new("Images"), new("Share of the true class (%)")],
                [.. pairs.Select(pair => new Row([names[pair.Key.True], names[pair.Key.Predicted], Whole(pair.Count()), Share(pair.Count() / (double)counts[pair.Key.True])]))]),
            .. pairs.SelectMany(pair => (ReportPart[])
            [
                new Paragraph($"{names[pair.Key.True]}, taken for {names[pair.Key.Predicted]}, the surest first:"),
                new Gallery([.. pair.OrderByDescending(i => data.Predicted[i].Probability).ThenBy(i => i).Take(ShownPerPair).Select(i => Picture(data, i))]),
            ]),
        ]);
    }

    private static Section? Matrix(ClassificationReportData data)
    {
        if (data.Images.Classes > MostClassesOfMatrix)
            return null;
        var counts = Enumerable.Range(0, data.Images.Classes).Select(_ => new int[data.Images.Classes]).ToArray();
        for (var i = 0; i < data.Images.Count; i++)
            counts[data.Images.Labels[i]][data.Predicted[i].Class]++;
        return ConfusionSection.Create(new ConfusionMatrix(data.Images.ClassNames, [.. counts.Select(row => row.ToImmutableArray())]));
    }

    private static Section Training(ClassificationReportData data) => new("Training",
    [
        new FigurePart(TrainingFigures.LossOverEpochs([data.Curve]), "Mean loss per epoch."),
        .. data.Curve.Points.Any(point => !double.IsNaN(point.Evaluation))
            ? [new FigurePart(TrainingFigures.AccuracyOverTime([data.Curve]), "Accuracy on held-out training images.")]
            : ImmutableArray<ReportPart>.Empty,
        .. data.Curve.Points.Length < 2 ? ImmutableArray<ReportPart>.Empty : [new FigurePart(TrainingFigures.RateOverEpochs(data.Curve), "At the end of each epoch.")],
        new FactList(data.Facts),
        .. data.Recipe.IsEmpty ? ImmutableArray<ReportPart>.Empty : [new Folded("Every setting of the recipe", [new FactList(data.Recipe)])],
    ]);

    /// <summary>How many images of each class there were to learn from, and to judge by.</summary>
    private static Section? Images(ClassificationReportData data)
    {
        if (data.Training is not { } training)
            return null;
        var (learned, judged) = (training.ClassCounts(), data.Images.ClassCounts());
        return new Section("Images",
        [
            new FactList(
            [
                new("Training images", Quantity.Whole(training.Count)), new("Test images", Quantity.Whole(data.Images.Count)),
                new("Classes", Quantity.Whole(training.Classes)), new("One image", training.Shape.ToString()),
            ]),
            training.Classes > MostClassesOfMatrix
                ? new ReportTable("Images of each class.", [new("Class", IsNumeric: false), new("Training images"), new("Test images")],
                    [.. training.ClassNames.Select((name, c) => new Row([name, Whole(learned[c]), Whole(judged[c])]))])
                : new ChartPart(new BarChart("Images of each class", $"Stacked bars: training and test images of each of {training.Classes} classes.", new ChartAxis("Images") { IsWhole = true },
                    [new BarPart("training", ChartRole.Front), new BarPart("test", ChartRole.Vector)], [.. training.ClassNames.Select((name, c) => new ChartBar(name, [learned[c], judged[c]]))]),
                    "A class with few images is learned from little, and its share of the mistakes is uncertain."),
        ]);
    }

    private static GalleryPicture Picture(ClassificationReportData data, int image)
    {
        var (names, predicted, label) = (data.Images.ClassNames, data.Predicted[image], data.Images.Labels[image]);
        var caption = $"{names[predicted.Class]} {Quantity.Percent(predicted.Probability, 0)} %{(predicted.Class == label ? "" : $", but {names[label]}")}";
        return new GalleryPicture(Thumbnail.Png(data.Images[image], data.Images.Shape), $"Test image {image.ToString(CultureInfo.InvariantCulture)}: {caption}", caption);
    }

    private static Cell Whole(int value) => new(Quantity.Whole(value), value);

    private static Cell Share(double value) => new(Quantity.Percent(value), value);
}
