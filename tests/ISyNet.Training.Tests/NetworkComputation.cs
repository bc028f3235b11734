using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using ISyNet.Training.Classification;
using ISyNet.Training.Networks;
using TorchSharp;
using static ISyNet.Training.Tests.SingleLayer;

namespace ISyNet.Training.Tests;

/// <summary>What a <see cref="TorchNetwork"/> computes, against plain loops, and its gradients against differences.</summary>
public class NetworkComputation
{
    private static readonly Gen<Window> Windows = Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[0, 1], Gen.Int[0, 2], Gen.Int[1, 2])
        .Select((kh, kw, stride, padBegin, padEnd, dilation) => new Window(kh, kw, stride, 1, padBegin, padBegin, padEnd, padEnd, dilation, 1));

    [Fact, Trait("Category", Property.Category)]
    public void A_convolution_is_its_definition_whatever_its_window() =>
        Gen.Select(Windows, Gen.Int[1, 3], Gen.Bool, Gen.ULong).ForAll((window, groups, bias, seed) =>
        {
            var (channels, height, width) = (2 * groups, 9, 8);
            var conv = new Conv(3 * groups, window, groups, bias);
            var (network, weights) = Single(Shape.Map(channels, height, width), conv, seed);
            var image = Noise(channels * height * width, seed);
            Compare(NaiveOps.Conv(image, (channels, height, width), conv, weights["op.weight"].Values, weights.Find("op.bias")?.Values), Run(network, weights, image));
        }, cases: 60);

    [Fact, Trait("Category", Property.Category)]
    public void A_max_pooling_is_its_definition() =>
        Gen.Select(Gen.Int[2, 4], Gen.Int[1, 3], Gen.ULong).ForAll((kernel, stride, seed) =>
        {
            var window = Window.Square(kernel, stride);
            var (network, weights) = Single(Shape.Map(3, 9, 8), new Pool(PoolKind.Max, window), seed);
            var image = Noise(3 * 9 * 8, seed);
            Compare(NaiveOps.MaxPool(image, (3, 9, 8), window), Run(network, weights, image));
        }, cases: 20);

    [Fact]
    public void A_transposed_convolution_is_the_adjoint_of_the_convolution()
    {
        var window = new Window(3, 2, 2, 1, 1, 0, 1, 0);
        var (forward, forwardWeights) = Single(Shape.Map(4, 8, 6), new Conv(6, window), 1);
        var (back, _) = Single(forward.Output, new ConvTranspose(4, window, OutputPadH: 1), 1);
        var backWeights = new WeightSet([new("op.weight", forwardWeights["op.weight"])]);
        var (x, y) = (Noise(4 * 8 * 6, 2), Noise((int)forward.Output.Elements, 3));
        var left = Run(forward, forwardWeights, x).Zip(y, (a, b) => a * b).Sum();
        var right = Run(back, backWeights, y).Zip(x, (a, b) => a * b).Sum();
        Assert.Equal(left, right, 1e-3);
    }

    [Fact]
    public void Gradients_are_the_slope_of_the_loss()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(Small.Network());
        network.Initialize(11);
        var batch = torch.tensor(Noise(6 * 64, 12).Select(v => (float)v).ToArray(), [6, 1, 8, 8]);
        var targets = torch.nn.functional.one_hot(torch.tensor([0L, 1, 2, 3, 1, 2]), 4).to(torch.float32);
        double Loss() => Losses.CrossEntropy(network.ForwardTraining(batch, new SeededRandom(1)), targets).item<float>();
        Losses.CrossEntropy(network.ForwardTraining(batch, new SeededRandom(1)), targets).backward();
        var random = new SeededRandom(13);
        foreach (var slot in network.Parameters.Trained)
        {
            var direction = Enumerable.Range(0, slot.Length).Select(_ => (float)random.NextNormal()).ToArray();
            var gradient = network.Parameters.Gradients.Floats().Slice(slot.Offset, slot.Length).ToArray();
            var along = gradient.Zip(direction, (g, d) => (double)g * d).Sum();
            const float Step = 1e-4f;
            double At(float factor)
            {
                var values = network.Parameters.Values.Floats().Slice(slot.Offset, slot.Length);
                var kept = values.ToArray();
                for (var i = 0; i < kept.Length; i++)
                    values[i] += factor * direction[i];
                var loss = Loss();
                kept.CopyTo(network.Parameters.Values.Floats()[slot.Offset..]);
                return loss;
            }

            var slope = (At(Step) - At(-Step)) / (2 * Step);
            Assert.True(Math.Abs(slope - along) < 0.02 + (0.05 * Math.Abs(slope)), $"{slot.Name}: gradient {along}, slope {slope}");
        }
    }

    [Fact]
    public void Weights_go_in_and_come_out_unchanged()
    {
        var network = Small.Network();
        var weights = WeightInitializer.Draw(network, 5);
        using var torchNetwork = new TorchNetwork(network);
        torchNetwork.Load(weights);
        TrainingBehaviour.AssertSame(weights, torchNetwork.Read());
    }

    [Fact]
    public void An_imported_operation_is_refused_by_name()
    {
        var builder = new NetworkBuilder("foreign");
        var input = builder.Input(Shape.Map(1, 4, 4));
        builder.AddShaped("shuffle", new Imported("DepthToSpace", WorkKind.DataMove), Shape.Map(1, 4, 4), input);
        var network = builder.Build();
        Assert.Contains("layer 'shuffle'", Assert.Throws<TrainingException>(() => new TorchNetwork(network)).Message, StringComparison.Ordinal);
    }
}
