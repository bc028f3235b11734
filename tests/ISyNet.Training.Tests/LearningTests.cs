using ISyNet.Graph;
using ISyNet.Training.Classification;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Tests;

/// <summary>Mutual learning, weight standardisation, accumulation, layer-wise rates, each against a plain computation.</summary>
public class LearningTests
{
    private static readonly double[] First = [0.3, -1.2, 2.0, 0.1, 0.7, -0.4], Second = [1.1, 0.2, -0.3, -0.9, 0.0, 1.4];
    private static readonly double[] Target = [0.9, 0.05, 0.05, 0.1, 0.2, 0.7];

    [Fact]
    public void The_mutual_loss_and_its_gradients_are_the_formula()
    {
        using var scope = torch.NewDisposeScope();
        var (z1, z2) = (Tensor(First).requires_grad_(true), Tensor(Second).requires_grad_(true));
        var loss = Losses.Mutual(z1, z2, Tensor(Target));
        loss.backward();
        Assert.Equal(Mutual(First, Second), loss.item<float>(), 1e-5);
        var (g1, g2) = (z1.grad!.Floats().ToArray(), z2.grad!.Floats().ToArray());
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(Slope(First, i, z => Mutual(z, Second)), g1[i], 1e-4);
            Assert.Equal(Slope(Second, i, z => Mutual(First, z)), g2[i], 1e-4);
        }
    }

    [Fact]
    public void Both_networks_learn_and_a_stopped_training_goes_on_to_the_same_weights()
    {
        var path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.safetensors");
        var job = Small.Job(2) with { Partner = Small.Network().Named("partner") };
        var whole = Trainer.Train(job).Weights;
        Assert.NotEqual(Trainer.Train(Small.Job(2)).Weights["head.fc.weight"].Values, whole["head.fc.weight"].Values);
        try
        {
            Assert.ThrowsAny<OperationCanceledException>(() =>
            {
                using var source = new CancellationTokenSource();
                Trainer.Train(job with { Settings = new() { CheckpointPath = path, ProgressInterval = TimeSpan.Zero } }, new Stop(source, 0.4), source.Token);
            });
            var resumed = Trainer.Train(job with { Settings = new() { CheckpointPath = path } }).Weights;
            Assert.All(whole.Names, name => Assert.Equal(whole[name].Values, resumed[name].Values));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Standardised_weights_have_mean_0_and_std_1_and_are_what_was_judged()
    {
        var job = Small.Job(2) with { Recipe = Small.Recipe with { WeightStandardization = true } };
        var result = Trainer.Train(job);
        var weight = result.Weights["stem.conv.weight"];
        foreach (var channel in weight.Values.Chunk(weight.Values.Length / weight.Dims[0]))
        {
            Assert.Equal(0, channel.Average(), 1e-5);
            Assert.InRange(Math.Sqrt(channel.Sum(w => w * (double)w) / (channel.Length - 1)), 0.98, 1.0001);
        }

        // The plain network on the folded weights is the network that was trained.
        using var predictor = new Predictor(job.Network, result.Weights, result.Normalization);
        Assert.Equal(result.HoldoutAccuracy, predictor.Predict(job.Holdout!).Accuracy(job.Holdout!).Value, 0.01);
    }

    [Fact]
    public void Accumulated_parts_make_the_step_of_their_mean()
    {
        // Without batch norm's statistics, two halves are one batch: a network of one linear layer.
        var builder = new NetworkBuilder("linear");
        var flat = builder.Add("flatten", new Graph.Ops.Flatten(), builder.Input(Shape.Map(1, 8, 8)));
        builder.Add("fc", new Graph.Ops.Linear(4), flat);
        var recipe = Small.Recipe with { Augmentation = new(), BatchSize = 64 };
        var job = new TrainingJob(builder.Build(), Small.Quarters(256, 1), recipe, TrainingBudget.FromEpochs(2), 3);
        var (whole, parts) = (Trainer.Train(job).Weights, Trainer.Train(job with { Recipe = recipe with { BatchSize = 32, Accumulation = 2 } }).Weights);
        Assert.Equal(whole["fc.weight"].Values, parts["fc.weight"].Values, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Frozen_layers_stay_to_the_bit_and_the_others_learn()
    {
        var job = Small.Job(1);
        var start = WeightInitializer.Draw(job.Network, 5);
        var learnt = Trainer.Train(job with { InitialWeights = start, Rates = [new LayerRate(0), new LayerRate(1, NetworkPart.Head)] }).Weights;
        foreach (var name in learnt.Names)
        {
            if (name.StartsWith("head.", StringComparison.Ordinal))
                Assert.NotEqual(start[name].Values, learnt[name].Values);
            else
                Assert.Equal(start[name].Values, learnt[name].Values);
        }

        Assert.Contains("frozen", Assert.Throws<TrainingException>(() => Trainer.Train(job with { Rates = [new LayerRate(0)] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_of_half_the_rate_makes_half_the_first_step()
    {
        var recipe = Small.Recipe with { Optimizer = Small.Recipe.Optimizer with { WeightDecay = 0 }, BatchSize = 256, Schedule = new() { Kind = Recipes.ScheduleKind.Constant } };
        var start = WeightInitializer.Draw(Small.Network(), 5);
        var job = new TrainingJob(Small.Network(), Small.Quarters(256, 1), recipe, TrainingBudget.FromEpochs(1), 3) { InitialWeights = start };
        var (whole, half) = (Trainer.Train(job).Weights, Trainer.Train(job with { Rates = [new LayerRate(0.5, NetworkPart.Stem)] }).Weights);
        for (var i = 0; i < 20; i++)
        {
            var from = start["stem.conv.weight"].Values[i];
            Assert.Equal((whole["stem.conv.weight"].Values[i] - from) / 2, half["stem.conv.weight"].Values[i] - from, 1e-6);
        }
    }

    [Fact]
    public void With_last_norms_at_zero_every_block_with_an_added_skip_begins_as_the_identity()
    {
        var network = Small.Network();
        var zeroed = ResidualBranches.ZeroLastNorms(network, WeightInitializer.Draw(network, 1));
        var zero = zeroed.Names.Where(name => zeroed[name].Values.All(v => v == 0) && name.EndsWith(".weight", StringComparison.Ordinal));
        Assert.Equal(ResidualBranches.LastNorms(network).Select(norm => $"{norm.Name}.weight").Order(), zero);
        Assert.NotEmpty(zero);
    }

    private static torch.Tensor Tensor(double[] values) => torch.tensor(values.Select(v => (float)v).ToArray(), 2, 3);

    private static double Slope(double[] at, int index, Func<double[], double> function)
    {
        double[] up = [.. at], down = [.. at];
        (up[index], down[index]) = (at[index] + 1e-5, at[index] - 1e-5);
        return (function(up) - function(down)) / 2e-5;
    }

    private static double Mutual(double[] z1, double[] z2)
    {
        var loss = 0.0;
        for (var row = 0; row < 2; row++)
        {
            var (p1, p2) = (Softmax(z1.AsSpan(row * 3, 3)), Softmax(z2.AsSpan(row * 3, 3)));
            for (var c = 0; c < 3; c++)
            {
                var y = Target[(row * 3) + c];
                loss -= y * (Math.Log(p1[c]) + Math.Log(p2[c]));
                loss += ((p1[c] * Math.Log(p1[c] / p2[c])) + (p2[c] * Math.Log(p2[c] / p1[c]))) / 2;
            }
        }

        return loss / 2;
    }

    private static double[] Softmax(ReadOnlySpan<double> z)
    {
        double[] e = [Math.Exp(z[0]), Math.Exp(z[1]), Math.Exp(z[2])];
        return [.. e.Select(v => v / e.Sum())];
    }

    private sealed class Stop(CancellationTokenSource source, double at) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Spent > at)
                source.Cancel();
        }
    }
}
