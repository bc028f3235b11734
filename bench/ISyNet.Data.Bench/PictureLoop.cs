using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Decoding;
using ISyNet.Training;
using ISyNet.Training.Classification;
using ISyNet.Training.Engine;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Data.Bench;

/// <summary>A training that learns nothing: the engine takes batch after batch from pictures that are decoded on each read.</summary>
internal sealed class PictureLoop(LabelledBatches batches, LearningRecipe recipe, ComputeSettings compute) : TrainingTask<LabelledBatch>(recipe, 1, compute)
{
    public const int Side = 224, Batch = 64;

    private const int WarmUp = 4;

    protected override BatchSource<LabelledBatch> Batches => batches;

    public static LoopSpeed Measure(string folder, int images, int threads, CancellationToken cancellation)
    {
        var settings = new RunSettings { DataThreads = threads };
        // The paper's recipe, but each of the two operations is done, as torchvision does them.
        var paper = RecipeFile.Find("isynet")!;
        var recipe = paper with { BatchSize = Batch, Augmentation = paper.Augmentation with { RandAugment = paper.Augmentation.RandAugment! with { Probability = 1 } } };
        var data = ImageData.Open(folder, new PictureReading(Shape.Map(3, Side, Side)) { MemoryBytes = 0 }, cancellation);
        using var batches = LabelledBatches.Create(data.Training, Normalization.ImageNet, recipe, 1, settings);
        using var task = new PictureLoop(batches, recipe, settings.Resolve(recipe));
        TrainingEngine.Run(task, TrainingBudget.FromSteps(WarmUp), settings, cancellation: cancellation);
        var start = LoopSpeed.Now();
        TrainingEngine.Run(task, TrainingBudget.FromSteps(WarmUp + (images / Batch)), settings, cancellation: cancellation);
        return LoopSpeed.Since($"ISyNet, {threads} threads", start, images / Batch * Batch);
    }

    protected override void Identify(Fingerprint fingerprint) { }

    protected override IReadOnlyList<Learner> BeginStep() => [];

    protected override BatchLoss Learn(LabelledBatch batch, long number, double share) => new(torch.zeros(1));

    protected override IEnumerable<KeyValuePair<string, torch.Tensor>> SaveState() => [];

    protected override void RestoreState(IReadOnlyDictionary<string, torch.Tensor> state) { }
}
