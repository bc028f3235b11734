using CsCheck;
using ISyNet.Evaluators.Supernets;
using ISyNet.Graph.Ops;
using ISyNet.Training;

namespace ISyNet.Evaluators.Tests;

/// <summary>Sharing, learning, recalibration and resumption of a supernet.</summary>
[Collection(Small.NativeMemory)]
public class Supernets
{
    private static readonly ISyNet.Images.ImageSet Images = Small.Shades(96, 1);

    [Fact, Trait("Category", Property.Category)]
    public void A_shared_tensor_keeps_its_leading_blocks_whatever_order_it_grows_in() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 5], Gen.Int[1, 5]).Array[1, 6].ForAll(sizes =>
        {
            var area = sizes[0].Item1;
            var tensor = new SharedTensor(area);
            var expected = new Dictionary<(int, int, int), float>();
            foreach (var (k, (_, outs, ins)) in sizes.Index())
            {
                tensor.Grow(outs, ins, 1, (allOuts, allIns) =>
                {
                    var fresh = Enumerable.Range(0, allOuts * area * allIns).Select(i => (float)((k * 1000) + i)).ToArray();
                    for (var i = 0; i < fresh.Length; i++)
                        expected.TryAdd((i / allIns / area, i / allIns % area, i % allIns), fresh[i]);
                    return fresh;
                });

                var read = new float[outs * area * ins];
                tensor.Read(0, outs, ins, read);
                for (var i = 0; i < read.Length; i++)
                    Assert.Equal(expected[(i / ins / area, i / ins % area, i % ins)], read[i]);
                var written = read.Select(v => v + 0.5f).ToArray();
                tensor.Write(0, outs, ins, written);
                for (var i = 0; i < written.Length; i++)
                    expected[(i / ins / area, i / ins % area, i % ins)] = written[i];
            }
        }, cases: 200);

    [Fact]
    public void A_narrow_network_has_the_leading_channels_of_a_wide_one()
    {
        var supernet = Train(3);
        var narrow = supernet.Inherit(Build("c3-i:e1:relu:add:s2:d1:w4 | c3-i:e1:relu:add:s2:d1:w8"));
        var wide = supernet.Inherit(Build("c3-i:e1:relu:add:s2:d1:w8 | c3-i:e1:relu:add:s2:d1:w16"));
        const string Name = "stages.1.blocks.0.edges.0.conv.weight";
        Assert.Equal(8 * 4 * 9, narrow[Name].Values.Length);
        for (var i = 0; i < narrow[Name].Values.Length; i++)
        {
            var (o, c, k) = (i / 36, i / 9 % 4, i % 9);
            Assert.Equal(wide[Name].Values[(((o * 8) + c) * 9) + k], narrow[Name].Values[i]);
        }
    }

    [Fact]
    public void Batch_norm_statistics_are_those_of_the_training_images()
    {
        var network = Build("c3-i:e1:relu:add:s2:d1:w4 | c3-i:e1:relu:add:s2:d1:w8");
        var weights = Train(2).Inherit(network);
        // All images fit one calibration batch.
        var outputs = new PlainNetwork(network, PlainNetwork.From(weights)).Run(Small.Normalised(Images));
        var checkedNorms = 0;
        foreach (var (l, layer) in network.Layers.Index().Where(l => l.Item.Op is BatchNorm))
        {
            var input = outputs[layer.Inputs[0]];
            var area = input[0].Length / layer.Output.Channels;
            for (var c = 0; c < layer.Output.Channels; c++)
            {
                var values = input.SelectMany(image => image.Skip(c * area).Take(area)).ToArray();
                var mean = values.Average();
                var variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
                Assert.Equal(mean, weights[layer, "running_mean"].Values[c], 1e-4);
                Assert.Equal(variance, weights[layer, "running_var"].Values[c], 1e-3 * Math.Max(1, variance));
                checkedNorms++;
            }
        }

        Assert.True(checkedNorms > 0);
    }

    [Fact]
    public void The_running_average_is_what_is_inherited()
    {
        // An average that forgets at once is the weights themselves.
        var network = Build("c3-c1:e1:relu:add:s2:d2:w8 | c3-c3:e1:relu:add:s2:d1:w16");
        var (last, forgetful, average) = (Train(3).Inherit(network), Train(3, 1e-7).Inherit(network), Train(3, 0.9).Inherit(network));
        Assert.All(last.Names, name => Assert.Equal(last[name].Values, forgetful[name].Values, (a, b) => Math.Abs(a - b) < 1e-3));
        const string Name = "stages.0.blocks.0.edges.0.conv.weight";
        Assert.Contains(last[Name].Values.Zip(average[Name].Values), pair => Math.Abs(pair.First - pair.Second) > 1e-3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void A_stopped_supernet_goes_on_to_the_same_weights(double averageDecay)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.safetensors");
        try
        {
            var training = new SupernetTraining(Small.Space, Images, Small.Recipe with { AverageDecay = averageDecay }, 3, 9) { Settings = new() { CheckpointPath = path, ProgressInterval = TimeSpan.Zero } };
            using var stop = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => training.Run(new Stopper(stop), stop.Token));
            Assert.True(File.Exists(path));
            var resumed = training.Run(null, CancellationToken.None);
            var network = Build("c3-c1:e1:relu:add:s2:d2:w8 | c3-c3:e1:relu:add:s2:d1:w16");
            var (expected, actual) = ((training with { Settings = new() }).Run(null, CancellationToken.None).Inherit(network), resumed.Inherit(network));
            Assert.All(expected.Names, name => Assert.Equal(expected[name].Values, actual[name].Values));
            var other = Assert.Throws<TrainingException>(() => (training with { Seed = 10 }).Run(null, CancellationToken.None));
            Assert.Contains("another space", other.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void A_device_trains_the_supernet_that_the_processor_trains(double averageDecay)
    {
        var network = Build("c3-c1:e1:relu:add:s2:d2:w8 | c3-c3:e1:relu:add:s2:d1:w16");
        var training = new SupernetTraining(Small.Space, Images, Small.Recipe with { AverageDecay = averageDecay }, 1, 9);
        var (host, device) = (Run(Accelerator.Cpu), Run(Accelerator.TensorsOnCpu));
        Assert.All(host.Names, name => Assert.All(host[name].Values.Zip(device[name].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-3)));

        Graph.Weights.WeightSet Run(Accelerator accelerator) =>
            (training with { Settings = new() { Accelerator = accelerator } }).Run(null, CancellationToken.None).Inherit(network);
    }

    [Fact]
    public void Subnets_learn()
    {
        var supernet = new SupernetTraining(Small.Space, Small.Shades(512, 1), Small.Recipe, 12, 3).Run(null, CancellationToken.None);
        var unseen = Small.Shades(200, 2);
        for (var i = 0; i < 4; i++)
        {
            var accuracy = supernet.Accuracy(Small.Space.Sample(SeededRandom.Numbered(1, i)).ToArchitecture().Build(), unseen).Value;
            Assert.True(accuracy > 0.6, $"subnet {i}: {accuracy}");
        }
    }

    private static Supernet Train(double epochs, double averageDecay = 0) =>
        new SupernetTraining(Small.Space, Images, Small.Recipe with { AverageDecay = averageDecay }, epochs, 9).Run(null, CancellationToken.None);

    private static Graph.Network Build(string text) => Small.Space.Parse(text).ToArchitecture().Build();

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => stop.Cancel();
    }
}
