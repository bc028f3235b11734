using System.Collections.Immutable;
using System.Net;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;
using ISyNet.Hardware.Systolic;
using ISyNet.Images;
using ISyNet.Onnx.Export;
using ISyNet.Reports.Profiles;
using ISyNet.Runtime;
using ISyNet.Training;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Api.Tests;

/// <summary>
/// Every operation is written as ONNX, trained, costed and drawn, or refused by name; nothing passes in silence. What to do for a new
/// operation: docs/adding-an-operation.md.
/// </summary>
public sealed class EveryOperation : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.onnx");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, OperationCase.All.Count)];

    public static TheoryData<string> Devices => [.. DeviceCatalog.Names];

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Has_a_case_here_for_each_of_its_functions()
    {
        foreach (var type in typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract))
        {
            var cases = OperationCase.All.Where(c => c.Op.GetType() == type).ToArray();
            Assert.True(cases.Length > 0, $"{type.Name} has no case: see docs/adding-an-operation.md");
            foreach (var property in type.GetProperties().Where(p => p.PropertyType.IsEnum))
            {
                foreach (var value in Enum.GetValues(property.PropertyType))
                    Assert.True(cases.Any(c => value.Equals(property.GetValue(c.Op))), $"{type.Name} has no case of {property.Name} {value}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_trained_or_refused_by_name(int number)
    {
        var tested = OperationCase.All[number];
        var network = tested.InClassifier();
        if (!tested.IsTrained)
        {
            Named(tested, Assert.Throws<TrainingException>(() => Trainer.Train(Job(network))));
            return;
        }

        var start = WeightInitializer.Draw(network, 1);
        var learnt = Trainer.Train(Job(network) with { InitialWeights = start }).Weights;
        // Gradients reach its own weights and, through it, those before it.
        var moving = network.Layers.Where(l => l.Name is "fc" or "before_0" or "before_1" || (l.Name == "tested" && l.Op is not Input))
            .SelectMany(layer => network.Parameters(layer).Where(p => p is { Trained: true, Name: "weight" }).Select(p => $"{layer.Name}.{p.Name}"));
        Assert.All(moving, name => Assert.NotEqual(start[name].Values, learnt[name].Values));
        Assert.All(learnt.Names, name => Assert.All(learnt[name].Values, value => Assert.True(float.IsFinite(value))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_written_as_ONNX_that_computes_what_the_training_does_or_refused_by_name(int number)
    {
        var tested = OperationCase.All[number];
        var network = tested.InClassifier();
        if (!tested.IsExported)
        {
            Named(tested, Assert.Throws<GraphException>(() => OnnxExport.WriteShapesOnly(_path, network)));
            return;
        }

        var weights = WeightInitializer.Draw(network, 2);
        OnnxExport.Write(_path, network, weights);
        using var model = OnnxModel.Open(_path);
        if (!tested.IsTrained)
        {
            Assert.All(model.Run(Samples(2)), value => Assert.True(float.IsFinite(value)));
            return;
        }

        using var torchNetwork = new TorchNetwork(network);
        torchNetwork.Load(weights);
        var samples = Samples(2);
        using var output = torchNetwork.Infer(torch.tensor(samples, [2, 3, 6, 6]));
        Assert.Equal(output.data<float>().ToArray(), model.Run(samples), (a, b) => Math.Abs(a - b) <= 1e-4 * Math.Max(1, Math.Abs(a)));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Is_costed_on_every_device_by_what_it_computes(string name)
    {
        var device = DeviceCatalog.Find(name)!;
        foreach (var tested in OperationCase.All)
        {
            var network = tested.Alone();
            var index = network.Layers.Length - 1;
            var lowered = NetworkLowering.Lower(network, device);
            var operation = lowered.Operations.SingleOrDefault(o => o.Layers.Contains(index));
            if (tested.IsFree)
            {
                Assert.True(operation is null, $"{tested} on {name} is no view");
                continue;
            }

            Assert.True(operation is not null, $"{tested} on {name} is in no operation");
            var macs = network.Macs(network.Layers[index]);
            Assert.Equal(macs, operation.Macs);
            var passes = operation.VectorElements + operation.WindowElements + operation.ReductionElements + operation.BroadcastElements + operation.MovedElements;
            Assert.True(macs > 0 ? operation.Matrix is not null || operation.WindowElements >= macs : passes >= operation.Output.Elements || operation.IsFree || passes >= tested.Input.Elements,
                $"{tested} on {name} has {macs} MACs and {passes} element passes");
            Assert.Equal(macs > 0, Topology.FromNetwork(network, 1).Layers.Length > 0);
            // An input by itself is no kernel of a runtime.
            var least = tested.Op is Input ? 0 : 1e-9;
            foreach (var model in new[] { new ClosedFormModel(device), LatencyModel.Create(device) })
                Assert.True(model.Predict(lowered, 1).LatencyMs is var ms && ms >= least && ms < 1e3, $"{tested} on {name} takes {model.Predict(lowered, 1).LatencyMs} ms by {model.Name}");
            Assert.Equal(lowered.Unknown.Length > 0, tested.Op is Imported { Work: WorkKind.Unknown });
        }
    }

    [Fact]
    public void Is_described_on_pages_and_has_a_kind_of_its_own()
    {
        var device = DeviceCatalog.Find("ascend310")!;
        var model = new ClosedFormModel(device);
        var costed = OperationCase.All.Where(c => !c.IsFree).ToArray();
        NetworkProfile[] profiles = [.. costed.Select((c, i) => new NetworkProfile(model.Predict(c.Alone().Named($"n{i}"), 1), []))];
        var page = WebUtility.HtmlDecode(ProfileReport.Create(DeviceRates.FromDevice(device), [.. profiles]).Render());
        Assert.All(costed.Zip(profiles), pair =>
        {
            var (lowered, index) = (pair.Second.Cost.Lowered, pair.Second.Cost.Lowered.Network.Layers.Length - 1);
            var text = lowered.Describe(lowered.Operations.Single(o => o.Layers.Contains(index)));
            Assert.Contains($">{text}<", page, StringComparison.Ordinal);
            // A group convolution of one channel a group is called depthwise.
            Assert.Contains(pair.First.Op is Input ? "image" : text.StartsWith("depthwise", StringComparison.Ordinal) && pair.First.Op is Conv ? "depthwise" : pair.First.Op.Kind.Split(' ')[^1], text, StringComparison.Ordinal);
        });
        Assert.All(OperationCase.All, c => Assert.NotEmpty(c.Op.Kind));
        Assert.All(OperationCase.All.Where(c => c.Op is not Imported).GroupBy(c => c.Op.Kind), kind => Assert.Single(kind.Select(c => c.Op.GetType()).Distinct()));
    }

    [Fact]
    public void That_nobody_knows_is_refused_by_name_everywhere()
    {
        var tested = new OperationCase(new Strange(), Shape.Map(8, 6, 6));
        var (network, alone) = (tested.InClassifier(), tested.Alone());
        Named(tested, Assert.Throws<TrainingException>(() => Trainer.Train(Job(network))));
        Named(tested, Assert.Throws<TrainingException>(() => WeightInitializer.Draw(network, 1)));
        Named(tested, Assert.Throws<GraphException>(() => OnnxExport.WriteShapesOnly(_path, network)));
        Named(tested, Assert.Throws<GraphException>(() => Topology.FromNetwork(alone, 1)));
        Named(tested, Assert.Throws<GraphException>(() => KernelCutting.Cut(alone, RuntimeRules.PyTorch)));
        Assert.All(DeviceCatalog.Names, device => Named(tested, Assert.Throws<DeviceException>(() => NetworkLowering.Lower(alone, DeviceCatalog.Find(device)!))));
    }

    private static void Named(OperationCase tested, Exception error)
    {
        Assert.Contains("'tested'", error.Message, StringComparison.Ordinal);
        Assert.Contains(tested.Op.Kind, error.Message, StringComparison.Ordinal);
    }

    private static TrainingJob Job(Network network)
    {
        var pixels = Samples(8).Select(v => (byte)(128 + (v * 100))).ToArray();
        var images = new ImageSet("noise", Shape.Map(3, 6, 6), ["a", "b"], pixels, [.. Enumerable.Range(0, 8).Select(i => i % 2)]);
        return new TrainingJob(network, images, new TrainingRecipe
        {
            Name = "one step",
            BatchSize = 8,
            Epochs = 1,
            Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 0.1 },
            Schedule = new() { Kind = ScheduleKind.Constant },
        }, TrainingBudget.FromEpochs(1), 1);
    }

    private static float[] Samples(int count)
    {
        var random = new SeededRandom(3);
        return [.. Enumerable.Range(0, count * 3 * 36).Select(_ => (float)random.NextDouble(-1, 1))];
    }

    private sealed record Strange : Op
    {
        public override string Kind => "strange";

        public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Single(inputs);

        public override ImmutableArray<Parameter> Parameters(ReadOnlySpan<Shape> inputs) => [new("weight", Shape.Vector(1))];

        public override long Macs(ReadOnlySpan<Shape> inputs, Shape output) => output.Elements;
    }
}
