using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;

namespace ISyNet.Search.Surrogates;

/// <summary>
/// Gradient-boosted regression trees of ML.NET's LightGBM, tuned for ten to a few hundred rows: shallow, with a low learning rate and a random half of
/// the features per tree. One thread and LightGBM's deterministic mode: the same rows and seed give the same trees.
/// </summary>
internal sealed class BoostedTrees
{
    private const int Trees = 60, Depth = 3, SmallestLeaf = 3, MostBins = 32;
    private const double Rate = 0.1;
    private readonly MLContext _context;
    private readonly double _mean;
    private readonly ITransformer? _model;

    private BoostedTrees(MLContext context, double mean, ITransformer? model) => (_context, _mean, _model) = (context, mean, model);

    /// <summary>Fits rows of equal length to targets.</summary>
    /// <exception cref="SearchException">LightGBM cannot be loaded.</exception>
    public static BoostedTrees Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets, int seed)
    {
        var context = new MLContext(seed);
        var trainer = context.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options
        {
            NumberOfIterations = Trees,
            LearningRate = Rate,
            NumberOfLeaves = 1 << Depth,
            MinimumExampleCountPerLeaf = SmallestLeaf,
            MaximumBinCountPerFeature = MostBins,
            Booster = new GradientBooster.Options { MaximumTreeDepth = Depth, FeatureFraction = 0.5 },
            NumberOfThreads = 1,
            Seed = seed,
            Deterministic = true,
            Silent = true,
        });
        try
        {
            var trees = trainer.Fit(View(context, rows.Zip(targets, (row, target) => new Row(row, target)), rows[0].Length));
            return new BoostedTrees(context, targets.Average(), trees);
        }
        catch (ArgumentNullException)
        {
            // Nothing splits the rows (too few, or all alike): ML.NET cannot hold a tree of one leaf, which is the mean.
            return new BoostedTrees(context, targets.Average(), null);
        }
        catch (Exception error) when (error is DllNotFoundException || error.InnerException is DllNotFoundException)
        {
            throw new SearchException(
                "LightGBM, which predicts candidates, cannot be loaded: install the GNU OpenMP library (Debian: libgomp1), or take another strategy", error);
        }
    }

    /// <summary>The predictions of many rows.</summary>
    public double[] Predict(IReadOnlyList<double[]> rows)
    {
        if (_model is null || rows.Count == 0)
            return [.. rows.Select(_ => _mean)];
        var scored = _model.Transform(View(_context, rows.Select(row => new Row(row, 0)), rows[0].Length));
        return [.. scored.GetColumn<float>("Score").Select(score => (double)score)];
    }

    private static IDataView View(MLContext context, IEnumerable<Row> rows, int width)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return context.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>A row as ML.NET reads it: the names are those of its columns.</summary>
    private sealed class Row(double[] features, double target)
    {
        public float[] Features { get; set; } = Array.ConvertAll(features, feature => (float)feature);

        public float Label { get; set; } = (float)target;
    }
}
