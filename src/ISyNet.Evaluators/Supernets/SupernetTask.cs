using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training;
using ISyNet.Training.Classification;
using ISyNet.Training.Engine;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Evaluators.Supernets;

/// <summary>The task of training a supernet: each step trains a sampled network.</summary>
internal sealed class SupernetTask : TrainingTask<LabelledBatch>
{
    /// <summary>The streams of random numbers of a seed. Changing the numbers would change the results of all seeds.</summary>
    private const ulong SampledNetwork = 2, SubnetDropout = 3;

    private readonly SupernetTraining _training;
    private readonly Normalization _normalization;
    private Learner? _subnet;

    public SupernetTask(SupernetTraining training)
        : base(training.Recipe, training.Seed, (training.Settings with { Arithmetic = training.Settings.Arithmetic ?? Arithmetic.Float32 }).Resolve(training.Recipe))
    {
        _training = training;
        _normalization = training.Training.Normalization();
        Batches = LabelledBatches.Create(training.Training, _normalization, training.Recipe, training.Seed, training.Settings, Compute.Accelerator);
        Shared = new SharedWeights(training.Seed);
    }

    public SharedWeights Shared { get; }

    /// <summary>What it computes on.</summary>
    public Accelerator Accelerator => Compute.Accelerator;

    protected override string Subject => "space";

    /// <summary>The network of a step is gone after it.</summary>
    protected override int LossesAtOnce => 1;

    protected override LabelledBatches Batches { get; }

    protected override void Identify(Fingerprint fingerprint)
    {
        var space = _training.Space;
        fingerprint.AddTexts("space", [$"{space.Input}", $"{space.Classes}", $"{space.Stem}", $"{space.Head}", .. space.Genes.Select(gene => $"{gene.Name}={string.Join(',', gene.Options)}")]);
        fingerprint.AddTexts("recipe", RecipeFile.Write(_training.Recipe with { Arithmetic = default }));
        // The schedule of the learning rate covers all of them.
        fingerprint.Add("epochs", _training.Epochs);
        fingerprint.Add("images", _training.Training);
        fingerprint.Add("normalisation", _normalization);
    }

    protected override IReadOnlyList<Learner> BeginStep()
    {
        var genotype = _training.Space.Sample(SeededRandom.Xoshiro(SeededRandom.Derive(Seed, SampledNetwork, (ulong)Steps)));
        _subnet?.Dispose();
        _subnet = new Learner(genotype.ToArchitecture().Build(), null, Optimizer, Recipe.AverageDecay, LearningRules.Create(Compute));
        Shared.Lend(_subnet);
        return [_subnet];
    }

    protected override BatchLoss Learn(LabelledBatch batch, long number, double share)
    {
        var logits = _subnet!.Network.ForwardTraining(batch.Images, new SeededRandom(Seed, SubnetDropout, (ulong)number));
        var loss = Losses.CrossEntropy(logits, batch.Targets);
        loss.Times(share).backward();
        return new BatchLoss(loss.detach(), logits.detach().argmax(1).eq(batch.Labels).sum(), batch.Size);
    }

    protected override void EndStep()
    {
        Shared.TakeBack(_subnet!);
        _subnet!.Dispose();
        _subnet = null;
    }

    protected override IEnumerable<KeyValuePair<string, torch.Tensor>> SaveState() => Shared.Save();

    protected override void RestoreState(IReadOnlyDictionary<string, torch.Tensor> state) => Shared.Restore(state);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _subnet?.Dispose();
    }
}
