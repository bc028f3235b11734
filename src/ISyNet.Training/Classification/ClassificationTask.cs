using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training.Engine;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Classification;

/// <summary>A classifier that learns, alone or beside a partner that teaches it.</summary>
internal sealed class ClassificationTask : NetworkTask<LabelledBatch>
{
    private readonly TrainingJob _job;
    private readonly ShardedPass _pass;

    public ClassificationTask(TrainingJob job) : base(job.Recipe, job.Seed, job.Settings.Resolve(job.Recipe))
    {
        _job = job;
        Normalization = job.Normalization ?? job.Training.Normalization();
        Batches = LabelledBatches.Create(job.Training, Normalization, job.Recipe, job.Seed, job.Settings, Compute.Accelerator);
        // A device takes a batch as a whole.
        var shards = Compute.Accelerator.ByTensors ? 1 : Math.Min(Compute.Threads, Batches.ImagesPerBatch);
        var product = Add(job.Network, Start(job.Network, job.InitialWeights, WeightSeed), LearningRules.Create(Compute, job.Rates, job.Recipe.WeightStandardization), shards);
        var partner = job.Partner is { } network
            ? Add(network, Start(network, job.PartnerWeights, SeededRandom.Derive(Seed, RandomPurpose.PartnerWeights)),
                LearningRules.Create(Compute, standardizeWeights: job.Recipe.WeightStandardization), shards, "partner.")
            : null;
        _pass = new ShardedPass(product.Shards, partner?.Shards ?? [], job.Seed);
    }

    public Normalization Normalization { get; }

    protected internal override LabelledBatches Batches { get; }

    protected internal override void Identify(Fingerprint fingerprint)
    {
        fingerprint.Add("network", _job.Network);
        fingerprint.Add("partner", _job.Partner);
        fingerprint.AddTexts("layer rates", _job.Rates.Select(rate => $"{rate.Part} {rate.Stage} {rate.Role} {rate.Factor:R}"));
        // What of the arithmetic was asked for does not matter, but what it became.
        fingerprint.AddTexts("recipe", RecipeFile.Write(_job.Recipe with { Arithmetic = default }));
        fingerprint.Add("images", _job.Training);
        fingerprint.Add("normalisation", Normalization);
        fingerprint.Add("start weights", _job.InitialWeights);
        fingerprint.Add("partner's start weights", _job.PartnerWeights);
    }

    protected internal override BatchLoss Learn(LabelledBatch batch, long number, double share)
    {
        var (loss, logits) = _pass.Run(batch, number, share);
        return new BatchLoss(loss, logits.argmax(1).eq(batch.Labels).sum(), batch.Size);
    }

    protected internal override double Evaluate(CancellationToken cancellation)
    {
        if (_job.Holdout is not { Count: > 0 } holdout)
            return double.NaN;
        using var predictor = Product.Average is not null || MeasuresStatistics
            ? new Predictor(_job.Network, Weights(cancellation), Normalization, Compute.Accelerator)
            : new Predictor(Product.Network, Normalization);
        return predictor.Predict(holdout, _job.Recipe.EvaluationBatchSize, cancellation).Accuracy(holdout).Value;
    }

    protected override void MeasureStatistics(TorchNetwork network, CancellationToken cancellation) =>
        BatchNormStatistics.Measure(network, _job.Training, Normalization, cancellation);

    private WeightSet Start(Network network, WeightSet? given, ulong seed)
    {
        if (given is not null)
            return given;
        var drawn = WeightInitializer.Draw(network, seed);
        return _job.Recipe.ZeroLastNorm ? ResidualBranches.ZeroLastNorms(network, drawn) : drawn;
    }
}
