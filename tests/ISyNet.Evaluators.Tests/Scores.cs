using ISyNet.Evaluators.TrainingFree;
using ISyNet.Graph.Ops;
using ISyNet.Images;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Evaluators.Tests;

/// <summary>Each training-free score against its definition, computed by plain loops and finite differences.</summary>
[Collection(Small.NativeMemory)]
public class Scores
{
    private const ulong Seed = 5;

    [Fact]
    public void Naswot_is_the_log_determinant_of_the_shared_bits()
    {
        var images = Small.Shades(6, 1);
        var outputs = new PlainNetwork(Small.Network, PlainNetwork.From(WeightInitializer.Draw(Small.Network, Seed))).Run(Small.Normalised(images));
        var codes = Enumerable.Range(0, 6).Select(i => Small.Network.Layers.Index()
            .Where(l => l.Item.Op is Activation).SelectMany(l => outputs[l.Index][i].Select(v => v > 0)).ToArray()).ToArray();
        var kernel = codes.Select(a => codes.Select(b => (double)a.Zip(b).Count(bit => bit.First == bit.Second)).ToArray()).ToArray();
        Assert.Equal(Math.Log(Math.Abs(Determinant(kernel))), Score(new Naswot(), images), 1e-9);
    }

    [Fact]
    public void SynFlow_is_the_flow_through_every_layer_added_up()
    {
        var linear = SynFlow.WithoutNorms(Small.Network);
        Assert.DoesNotContain(linear.Layers, layer => layer.Op is BatchNorm);
        var drawn = PlainNetwork.From(WeightInitializer.Draw(Small.Network, Seed));
        double Flow(string scaled, double factor) => new PlainNetwork(linear, name =>
            [.. drawn(name).Select(v => Math.Abs(v) * (name == scaled ? factor : 1))]).Logits([[.. Enumerable.Repeat(1.0, 64)]])[0].Sum();
        // R is linear in the weights of one layer; so the slope along them is a difference, exactly.
        var sum = linear.Layers.SelectMany(layer => linear.Parameters(layer).Where(p => p.Name == "weight").Select(p => $"{layer.Name}.weight"))
            .Sum(name => Flow(name, 1.5) - Flow(name, 0.5));
        Assert.Equal(Math.Log(sum), Score(new SynFlow(), Small.Shades(4, 1)), 1e-9);
    }

    [Fact]
    public void The_gradient_norm_is_that_of_finite_differences()
    {
        var images = Small.Shades(5, 2);
        var pixels = Small.Normalised(images);
        var weights = WeightInitializer.Draw(Small.Network, Seed);
        var values = weights.Names.ToDictionary(name => name, PlainNetwork.From(weights));
        double Loss() => new PlainNetwork(Small.Network, name => values[name]).Logits(pixels)
            .Select((logits, i) => Math.Log(logits.Sum(Math.Exp)) - logits[images.Labels[i]]).Average();
        var squares = 0.0;
        foreach (var vector in Small.Network.Layers.SelectMany(layer => Small.Network.Parameters(layer).Where(p => p.Trained).Select(p => values[$"{layer.Name}.{p.Name}"])))
        {
            for (var i = 0; i < vector.Length; i++)
            {
                var kept = vector[i];
                vector[i] = kept + 1e-6;
                var above = Loss();
                vector[i] = kept - 1e-6;
                var below = Loss();
                vector[i] = kept;
                squares += Math.Pow((above - below) / 2e-6, 2);
            }
        }

        Assert.Equal(Math.Sqrt(squares), Score(new GradientNorm(), images), 1e-3 * Math.Sqrt(squares));
    }

    [Fact]
    public void The_jacobian_score_of_two_images_follows_from_their_correlation()
    {
        var images = Small.Shades(2, 3);
        var pixels = Small.Normalised(images);
        var plain = new PlainNetwork(Small.Network, PlainNetwork.From(WeightInitializer.Draw(Small.Network, Seed)));
        double[] Slopes(int image) => [.. Enumerable.Range(0, 64).Select(p =>
        {
            double At(double step)
            {
                double[][] moved = [.. pixels.Select(x => (double[])x.Clone())];
                moved[image][p] += step;
                return plain.Logits(moved).Sum(logits => logits.Sum());
            }

            return (At(1e-6) - At(-1e-6)) / 2e-6;
        })];
        var (a, b) = (Slopes(0), Slopes(1));
        var (meanA, meanB) = (a.Average(), b.Average());
        var rho = a.Zip(b, (u, v) => (u - meanA) * (v - meanB)).Sum()
            / Math.Sqrt(a.Sum(u => (u - meanA) * (u - meanA)) * b.Sum(v => (v - meanB) * (v - meanB)));
        // The matrix (1, rho; rho, 1) has the eigenvalues 1 + rho and 1 - rho.
        var expected = new[] { 1 + rho, 1 - rho }.Sum(v => -Math.Log(v + 1e-5) - (1 / (v + 1e-5)));
        Assert.Equal(expected, Score(new JacobianCovariance(), images), 0.02 * Math.Abs(expected));
    }

    [Fact]
    public void Scores_repeat_by_seed_and_leave_no_memory()
    {
        var images = Small.Shades(8, 4);
        foreach (TrainingFreeScore score in new TrainingFreeScore[] { new Naswot(), new SynFlow(), new GradientNorm(), new JacobianCovariance() })
        {
            var first = Score(score, images);
            var tensors = torch.Tensor.TotalCount;
            Assert.Equal(first, Score(score, images));
            Assert.NotEqual(first, Score(score, images, Seed + 1));
            Assert.Equal(tensors, torch.Tensor.TotalCount);
        }
    }

    private static double Score(TrainingFreeScore score, ImageSet images, ulong seed = Seed)
    {
        using var scope = torch.NewDisposeScope();
        return score.Score(Small.Network, new ScoreBatch(images, images.Count, 1), seed);
    }

    private static double Determinant(double[][] m) => m.Length == 1 ? m[0][0] : Enumerable.Range(0, m.Length).Sum(c =>
        (c % 2 == 0 ? 1 : -1) * m[0][c] * Determinant([.. m.Skip(1).Select(row => row.Where((_, j) => j != c).ToArray())]));
}
