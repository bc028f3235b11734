using ISyNet.Training.Networks;
using ISyNet.Training.Optimisation;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Tests;

/// <summary>The one-pass optimisers against their textbook form, one number at a time in double precision.</summary>
public class OptimizerSteps
{
    private const double Rate = 0.01, Decay = 0.05, B1 = 0.9, B2 = 0.999;

    [Theory]
    [InlineData(OptimizerKind.Sgd, DecayScope.All)]
    [InlineData(OptimizerKind.Sgd, DecayScope.ExceptShifts)]
    [InlineData(OptimizerKind.AdamW, DecayScope.ExceptShifts)]
    [InlineData(OptimizerKind.AdamW, DecayScope.WeightsOnly)]
    public void Twenty_steps_are_those_of_the_textbook(OptimizerKind kind, DecayScope scope)
    {
        using var network = new TorchNetwork(Small.Network());
        network.Initialize(3);
        var store = network.Parameters;
        var optimizer = Optimizer.Create(store, new() { Kind = kind, LearningRate = Rate, WeightDecay = Decay, DecayScope = scope, ClipNorm = 5 });
        var expected = store.Values.Floats().ToArray().Select(v => (double)v).ToArray();
        var (first, second) = (new double[expected.Length], new double[expected.Length]);
        var random = new SeededRandom(4);
        for (var step = 1; step <= 20; step++)
        {
            var gradients = expected.Select(_ => random.NextNormal()).ToArray();
            gradients.Select(g => (float)g).ToArray().CopyTo(store.Gradients.Floats());
            optimizer.Step(Rate, step);
            var clip = Math.Min(1, 5 / Math.Sqrt(gradients.Sum(g => g * g)));
            foreach (var slot in store.Trained)
            {
                var decays = scope == DecayScope.All || (scope == DecayScope.ExceptShifts
                    ? slot.Parameter.Name == "weight"
                    : slot.Name.EndsWith("conv.weight", StringComparison.Ordinal) || slot.Name == "head.fc.weight");
                for (var i = slot.Offset; i < slot.Offset + slot.Length; i++)
                {
                    var (g, decay) = (gradients[i] * clip, decays ? Decay : 0);
                    if (kind == OptimizerKind.Sgd)
                    {
                        g += decay * expected[i];
                        first[i] = (0.9 * first[i]) + g;
                        expected[i] -= Rate * (g + (0.9 * first[i]));
                        continue;
                    }

                    first[i] = (B1 * first[i]) + ((1 - B1) * g);
                    second[i] = (B2 * second[i]) + ((1 - B2) * g * g);
                    var (m, v) = (first[i] / (1 - Math.Pow(B1, step)), second[i] / (1 - Math.Pow(B2, step)));
                    expected[i] -= Rate * ((m / (Math.Sqrt(v) + 1e-8)) + (decay * expected[i]));
                }
            }
        }

        var actual = store.Values.Floats();
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-4, $"parameter {i}: {actual[i]}, textbook {expected[i]}");
    }

    [Theory]
    [InlineData(8, 27)]
    [InlineData(64, 16)]
    public void Muon_brings_all_singular_values_near_1_and_keeps_the_singular_vectors(int rows, int columns)
    {
        using var scope = torch.NewDisposeScope();
        var random = new SeededRandom(5);
        var matrix = torch.tensor(Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextNormal()).ToArray(), [rows, columns]);
        var orthogonal = Muon.Orthogonal(matrix);
        var values = torch.linalg.svdvals(orthogonal).data<float>().ToArray();
        Assert.All(values, value => Assert.InRange(value, 0.5f, 1.4f));
        var (u, _, v) = torch.linalg.svd(matrix, fullMatrices: false);
        var aligned = u.t().mm(orthogonal).mm(v.t());
        Assert.True(aligned.sub(torch.diag(torch.diag(aligned))).abs().max().item<float>() < 0.02f);
    }

    [Fact]
    public void The_running_average_is_the_sum_it_stands_for()
    {
        using var network = new TorchNetwork(Small.Network());
        network.Initialize(3);
        using var average = new WeightAverage(network.Parameters, 0.8);
        var expected = (double)network.Parameters.Values.Floats()[5];
        for (var step = 1; step <= 50; step++)
        {
            network.Parameters.Values.Floats()[5] = step * step;
            average.Update(step);
            var decay = Math.Min(0.8, (1.0 + step) / (10.0 + step));
            expected = (decay * expected) + ((1 - decay) * step * step);
        }

        Assert.Equal(expected, average.Values.Floats()[5], 1e-2);
    }

    [Theory]
    [InlineData(ScheduleKind.Cosine, 0.1, 0.5)]
    [InlineData(ScheduleKind.Cosine, 0.2, 1)]
    [InlineData(ScheduleKind.Cosine, 0.6, 0.55)]
    [InlineData(ScheduleKind.Linear, 0.6, 0.55)]
    [InlineData(ScheduleKind.Linear, 1, 0.1)]
    [InlineData(ScheduleKind.Constant, 0.9, 1)]
    public void The_learning_rate_rises_then_follows_its_course(ScheduleKind kind, double spent, double factor) =>
        Assert.Equal(factor, LearningRateSchedule.Factor(new() { Kind = kind, WarmUp = 0.2, Final = 0.1 }, spent), 6);
}
