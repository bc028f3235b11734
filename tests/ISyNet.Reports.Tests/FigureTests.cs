using System.Collections.Immutable;
using System.Xml.Linq;
using ISyNet.Hardware.Latency;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;

namespace ISyNet.Reports.Tests;

/// <summary>The pictures, judged by their pixels and by their SVG, without stored pictures to compare with.</summary>
public class FigureTests
{
    private static readonly ImmutableArray<ParetoPoint> Corners = [new(0.01, 0.80), new(0.05, 0.90)];

    private static readonly ImmutableDictionary<string, Figure> Figures = All().ToImmutableDictionary(figure => figure.Name);

    public static TheoryData<string> Names => [.. Figures.Keys.Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_picture_has_its_size_its_title_and_its_axis_text(string name)
    {
        var figure = Figures[name];
        var picture = new Picture(figure.ToPng());
        Assert.Equal((2 * figure.Width, 2 * figure.Height), (picture.Width, picture.Height));
        // Ink at the top is the title, at the left and the bottom the labels: without a font there would be none.
        var titleHeight = 40.0 / figure.Height;
        Assert.True(picture.Inked(0.2, 0, 0.95, titleHeight) > 300);
        Assert.True(picture.Inked(0.2, 1 - (30.0 / figure.Height), 0.95, 1) > 100);
        Assert.True(picture.Inked(0, 0.2, 0.06, 0.95) > 100);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_is_cut_and_every_colour_has_a_dark_one(string name)
    {
        var figure = Figures[name];
        var svg = XElement.Parse(figure.ToSvg());
        var known = FigureColors.All.Select(color => color.Light).Append("none").ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.All(svg.Descendants().Attributes().Where(a => a.Name.LocalName is "fill" or "stroke"), a => Assert.Contains(a.Value, known));
        Assert.All(SvgText.Of(svg), text =>
        {
            Assert.InRange(text.Left, 0, figure.Width);
            Assert.InRange(text.Right, 0, figure.Width);
            Assert.InRange(text.Top, 0, figure.Height);
            Assert.InRange(text.Bottom, 0, figure.Height);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_texts_overlap(string name)
    {
        var texts = SvgText.Of(XElement.Parse(Figures[name].ToSvg())).Where(t => !t.IsRotated).ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            for (var j = i + 1; j < texts.Length; j++)
                Assert.False(texts[i].Overlaps(texts[j]), $"'{texts[i].Text}' and '{texts[j].Text}' overlap");
        }
    }

    [Fact]
    public void The_budget_line_stands_where_the_budget_is()
    {
        // Between fixed corners the column is an affine function of the budget: two lines tell where the third must be.
        double Column(double budget)
        {
            var picture = new Picture(ParetoFigure.Create(Corners, budget, []).ToPng());
            return picture.Centre(FigureColors.Vermilion)!.Value.X;
        }

        var (low, high) = (Column(0.02), Column(0.04));
        Assert.InRange(Column(0.025), low + ((high - low) * 0.25) - 1.5, low + ((high - low) * 0.25) + 1.5);
        Assert.True(high - low > 300);
    }

    [Fact]
    public void A_reference_stands_at_its_latency_and_accuracy()
    {
        (double X, double Y) Place(double latency, double accuracy)
        {
            var picture = new Picture(ParetoFigure.Create(Corners, null, [new("r", latency, accuracy)]).ToPng());
            var centre = picture.Centre(FigureColors.Orange)!.Value;
            return (centre.X, centre.Y);
        }

        var (a, b, middle) = (Place(0.02, 0.82), Place(0.04, 0.88), Place(0.03, 0.85));
        Assert.InRange(middle.X, ((a.X + b.X) / 2) - 1, ((a.X + b.X) / 2) + 1);
        Assert.InRange(middle.Y, ((a.Y + b.Y) / 2) - 1, ((a.Y + b.Y) / 2) + 1);
        Assert.True(a.X < b.X && a.Y > b.Y, "latency grows to the right and accuracy upwards");
    }

    [Fact]
    public void Bars_are_as_long_as_their_times()
    {
        OperationCost Layer(string name, double matrix, double vector) => new(SampleData.Layer(name, Graph.Shape.Map(1, 1, 1)), 1, matrix, vector);
        ImmutableArray<OperationCost> layers = [.. Enumerable.Range(0, 10).SelectMany(i => new[] { Layer($"a{i}", 0.03, 0.01), Layer($"b{i}", 0.01, 0.01) })];
        var picture = new Picture(LayerLatencyFigure.Create("n", layers, 1).ToPng());
        var (matrix, vector) = (picture.Centre(FigureColors.Blue)!.Value, picture.Centre(FigureColors.Orange)!.Value);
        Assert.InRange((double)matrix.Count / vector.Count, 1.96, 2.04);
    }

    [Fact]
    public void A_prediction_stands_at_the_logarithm_of_its_error()
    {
        (double X, double Y) Place(double predicted)
        {
            ImmutableArray<PredictionPoint> points = [new("a", "corner", 0.1, 0.1), new("b", "corner", 10, 10), new("c", "probe", 1, predicted)];
            var centre = new Picture(PredictionFigure.Create(points, "d").ToPng()).Centre(FigureColors.Purple)!.Value;
            return (centre.X, centre.Y);
        }

        var (exact, above, below) = (Place(1), Place(1.2), Place(0.8));
        Assert.InRange(above.X - exact.X, -1, 1);
        Assert.InRange((exact.Y - above.Y) / (below.Y - exact.Y), (Math.Log(1.2) / -Math.Log(0.8)) - 0.05, (Math.Log(1.2) / -Math.Log(0.8)) + 0.05);
    }

    [Fact]
    public void A_very_deep_network_keeps_its_total_in_fewer_bars()
    {
        var layers = SampleData.Layers(new Random(3), 300);
        var figure = LayerLatencyFigure.Create("deep", layers, 1);
        Assert.Contains("220 other layers", XElement.Parse(figure.ToSvg()).Value, StringComparison.Ordinal);
        Assert.True(figure.Height < 2000);
    }

    [Fact]
    public void A_matrix_that_is_not_square_is_refused() => Assert.Throws<ReportException>(
        () => ConfusionFigure.Create(new ConfusionMatrix(["a", "b"], [[1, 2], [3]])));

    [Fact]
    public void Missing_and_degenerate_values_still_draw()
    {
        Figure[] figures =
        [
            ParetoFigure.Create([], null, []),
            ParetoFigure.Create([new(double.NaN, 0.5), new(0.01, 0.5)], 0.01, []),
            TrainingFigures.AccuracyOverTime([new("one", [new(1, double.NaN, double.NaN, double.NaN, 0, 1)])]),
            LayerLatencyFigure.Create("none", [], 1),
            HypervolumeFigures.OverEvaluations([new("none", []), new("one", [[new(1, 0.5)]])]),
            ConfusionFigure.Create(new ConfusionMatrix(["only"], [[0]])),
        ];
        Assert.All(figures, figure => Assert.True(figure.ToPng().Length > 1000));
    }

    [Fact]
    public void Contrast_is_enough_in_both_schemes()
    {
        foreach (var color in new[] { FigureColors.Ink, FigureColors.Muted })
        {
            Assert.True(Contrast.Ratio(color.Light, FigureColors.Background.Light) >= 4.5);
            Assert.True(Contrast.Ratio(color.Dark, FigureColors.Background.Dark) >= 4.5);
        }

        foreach (var color in FigureColors.Series.Where(c => c != FigureColors.Orange && c != FigureColors.Sky))
        {
            Assert.True(Contrast.Ratio(color.Light, FigureColors.Background.Light) >= 3, color.Light);
            Assert.True(Contrast.Ratio(color.Dark, FigureColors.Background.Dark) >= 3, color.Dark);
        }
    }

    private static IEnumerable<Figure> All()
    {
        var data = SampleData.Design();
        return Design.DesignPage.Compose(data).Figures
            .Append(HypervolumeFigures.OverEvaluations(SampleData.Studies())).Append(HypervolumeFigures.OverTime(SampleData.Studies()))
            .Append(PredictionFigure.Create(SampleData.Predictions(), "ascend310")).Append(MemLossFigure.Create(SampleData.Mem().Spaces, "ascend310"));
    }
}
