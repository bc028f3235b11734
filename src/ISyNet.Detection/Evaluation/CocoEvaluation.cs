using System.Collections.Immutable;
using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Evaluation;

/// <summary>
/// COCO's detection evaluation (cocodataset.org/#detection-eval), with the arithmetic of its reference: ten IoU thresholds, 101 recall
/// points, four area ranges, at most 1, 10 and 100 detections per picture and category, crowds and ignored objects.
/// </summary>
public static class CocoEvaluation
{
    /// <summary>Evaluates detections.</summary>
    /// <param name="truth">The data set.</param>
    /// <param name="detections">The detections in its pictures; those in other pictures are ignored.</param>
    /// <param name="cancellation">Stops between categories.</param>
    public static CocoMetrics Evaluate(DetectionDataSet truth, IEnumerable<DetectedBox> detections, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(detections);
        long[] images = [.. truth.Images.Select(image => image.Id).Distinct().Order()];
        Category[] categories = [.. truth.Categories.DistinctBy(category => category.Id).OrderBy(category => category.Id)];
        var objects = truth.Annotations.GroupBy(a => (a.CategoryId, a.ImageId)).ToDictionary(group => group.Key, group => group.ToArray());
        var found = detections.GroupBy(d => (d.CategoryId, d.ImageId)).ToDictionary(group => group.Key, group => group.ToArray());
        var scores = new CategoryScores[categories.Length];
        Parallel.For(0, categories.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, c =>
        {
            ImageCategory[] pictures = [.. images
                .Select(image => (categories[c].Id, image))
                .Where(key => objects.ContainsKey(key) || found.ContainsKey(key))
                .Select(key => new ImageCategory(objects.GetValueOrDefault(key, []), found.GetValueOrDefault(key, [])))];
            scores[c] = CategoryScores.Create(pictures);
        });
        return Summarize(categories, scores);
    }

    private static CocoMetrics Summarize(Category[] categories, CategoryScores[] scores)
    {
        const int fifty = 0, seventyFive = 5;
        return new CocoMetrics(
            Precision(0), Precision(0, fifty), Precision(0, seventyFive), Precision(1), Precision(2), Precision(3),
            Recall(0, 0), Recall(0, 1), Recall(0, 2), Recall(1, 2), Recall(2, 2), Recall(3, 2))
        {
            Categories = [.. categories.Select((category, c) => new CategoryPrecision(
                category.Id, category.Name, Mean(scores[c].Precision(0)), Mean(scores[c].Precision(0).Skip(fifty).Take(1))) { PrecisionOverRecall = scores[c].Points })],
        };

        double Precision(int area, int? threshold = null) => Mean(scores.SelectMany(score =>
            threshold is { } t ? score.Precision(area).Skip(t).Take(1) : score.Precision(area)));
        double Recall(int area, int limit) => Mean(scores.SelectMany(score => score.Recall(area, limit)));
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(-1).Average();

    /// <summary>One category: precision by area and threshold (100 detections), recall by area, limit and threshold; empty if there is nothing to find.</summary>
    private sealed record CategoryScores(
        ImmutableArray<double[]> Precisions, ImmutableArray<ImmutableArray<double[]>> Recalls, ImmutableArray<double> Points)
    {
        public double[] Precision(int area) => Precisions[area];

        public double[] Recall(int area, int limit) => Recalls[area][limit];

        public static CategoryScores Create(ImageCategory[] pictures)
        {
            var precisions = ImmutableArray.CreateBuilder<double[]>();
            var recalls = ImmutableArray.CreateBuilder<ImmutableArray<double[]>>();
            var points = ImmutableArray<double>.Empty;
            Ranking[] rankings = [.. CocoSettings.DetectionLimits.Select(limit => new Ranking(pictures, limit))];
            foreach (var (least, most) in CocoSettings.Areas)
            {
                AreaMatch[] matches = [.. pictures.Select(picture => new AreaMatch(picture, least, most))];
                var curves = rankings
                    .Select(ranking => Enumerable.Range(0, CocoSettings.Thresholds).Select(t => PrecisionCurve.Compute(ranking, matches, t)).ToArray()).ToArray();
                if (precisions.Count == 0)
                    points = PrecisionCurve.Points(rankings[^1], matches, 0);
                precisions.Add([.. curves[^1].OfType<(double Precision, double Recall)>().Select(curve => curve.Precision)]);
                recalls.Add([.. curves.Select(limit => limit.OfType<(double Precision, double Recall)>().Select(curve => curve.Recall).ToArray())]);
            }

            return new CategoryScores(precisions.ToImmutable(), recalls.ToImmutable(), points);
        }
    }
}
