using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Training.Engine;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Tests.Engine;

/// <summary>A task of the tests' own: one linear layer learns y = A x + b from samples without noise.</summary>
internal sealed class RegressionTask : NetworkTask<RegressionBatch>
{
    public const int Inputs = 3, Outputs = 2;

    /// <summary>A, row by row, and b.</summary>
    public static readonly float[] Matrix = [1, -2, 0.5f, 0.25f, 3, -1], Shift = [0.5f, -1.5f];

    private readonly int _samples;

    public RegressionTask(LearningRecipe recipe, RunSettings settings, ulong seed = 5, int samples = 64, bool norm = false) : base(recipe, seed, settings.Resolve(recipe))
    {
        _samples = samples;
        Batches = new RegressionBatches(samples, recipe, seed);
        var builder = new NetworkBuilder("regression");
        var input = builder.Input(Shape.Vector(Inputs));
        builder.Add("fc", new Linear(Outputs), norm ? builder.Add("norm", new BatchNorm(), input) : input);
        var network = builder.Build();
        Add(network, WeightInitializer.Draw(network, WeightSeed), LearningRules.Plain);
    }

    protected internal override RegressionBatches Batches { get; }

    /// <summary>Called for each batch with the number of its step, from 0; what it returns is a factor of the loss.</summary>
    public Func<long, double> Learning { get; init; } = _ => 1;

    /// <summary>Called at an evaluation; what it returns is the result.</summary>
    public Func<CancellationToken, double> Evaluation { get; init; } = _ => double.NaN;

    /// <summary>The weights as the training has them, running statistics included.</summary>
    public Graph.Weights.WeightSet Raw => Product.Network.Read();

    /// <summary>The weights after each step.</summary>
    public List<float[]> AfterSteps { get; } = [];

    protected internal override void Identify(Fingerprint fingerprint) => fingerprint.Add("samples", _samples);

    protected internal override BatchLoss Learn(RegressionBatch batch, long number, double share)
    {
        var error = Product.Network.ForwardTraining(batch.X, Dropout(number)).sub(batch.Y);
        var loss = error.mul(error).mean().Times(Learning(Steps));
        loss.Times(share).backward();
        return new BatchLoss(loss.detach());
    }

    protected internal override void EndStep() => AfterSteps.Add(Product.Network.Parameters.Values.Floats().ToArray());

    protected internal override double Evaluate(CancellationToken cancellation) => Evaluation(cancellation);

    protected override void MeasureStatistics(TorchNetwork network, CancellationToken cancellation) { }
}

internal sealed class RegressionBatches(int samples, LearningRecipe recipe, ulong seed) : BatchSource<RegressionBatch>(samples, recipe, seed)
{
    protected override RegressionBatch Create(int size) => new(size);

    protected override void Fill(RegressionBatch batch, long number, long epoch, ReadOnlyMemory<int> images)
    {
        for (var i = 0; i < images.Length; i++)
            batch.Write(i, Sample(Seed, images.Span[i]));
    }

    public static float[] Sample(ulong seed, int number)
    {
        var random = new SeededRandom(seed, 99, (ulong)number);
        return [.. Enumerable.Range(0, RegressionTask.Inputs).Select(_ => (float)random.NextNormal())];
    }
}

internal sealed class RegressionBatch(int size) : IDisposable
{
    public torch.Tensor X { get; } = torch.zeros(size, RegressionTask.Inputs).DetachFromDisposeScope();

    public torch.Tensor Y { get; } = torch.zeros(size, RegressionTask.Outputs).DetachFromDisposeScope();

    public void Write(int row, float[] x)
    {
        x.CopyTo(X.Floats()[(row * RegressionTask.Inputs)..]);
        for (var o = 0; o < RegressionTask.Outputs; o++)
            Y.Floats()[(row * RegressionTask.Outputs) + o] = x.Select((value, i) => value * RegressionTask.Matrix[(o * RegressionTask.Inputs) + i]).Sum() + RegressionTask.Shift[o];
    }

    public void Dispose()
    {
        X.Dispose();
        Y.Dispose();
    }
}
