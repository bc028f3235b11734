using System.Text.Json;
using ISyNet.Training.Classification;
using ISyNet.Training.Engine;
using ISyNet.Training.Native;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Bench.Devices;

/// <summary>How fast a network learns on a device, from one batch of noise that lies there: forward, loss, backward and step as the trainer computes them.</summary>
internal static class DeviceSpeed
{
    private const int Rounds = 3;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Measure(DeviceSpeedOptions options, CancellationToken cancellation)
    {
        var compute = new RunSettings { Accelerator = options.Accelerator, Deterministic = options.Deterministic }.Resolve(options.Recipe);
        if (compute.Accelerator.IsCuda)
            TorchSwitches.SetDeterministic(compute.Deterministic);
        if (compute.Accelerator.IsCuda && !compute.Deterministic)
            TorchSwitches.MeasureKernels();
        using var scope = torch.NewDisposeScope();
        var network = BenchNetworks.Find(options.Network, options.Input, options.Classes).Build();
        using var learner = new Learner(network, WeightInitializer.Draw(network, 1), options.Recipe.Optimizer, 0, LearningRules.Create(compute));
        var (device, classes) = (compute.Accelerator.Device, (int)network.Output.Elements);
        using var generator = new torch.Generator(1);
        var images = torch.randn([options.Batch, network.Input.Height, network.Input.Width, network.Input.Channels], generator: generator).to(device).permute(0, 3, 1, 2);
        var labels = torch.randint(classes, [options.Batch], generator: generator).to(torch.ScalarType.Int64).to(device);
        var targets = labels.unsqueeze(1).eq(torch.tensor(Enumerable.Range(0, classes).Select(c => (long)c).ToArray(), [1, classes]).to(device)).to(torch.ScalarType.Float32);
        var losses = new List<double>();
        var number = 0L;
        Run(options.WarmUp);
        var seconds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
            seconds[round] = Run(options.Steps);
        Array.Sort(seconds);
        return JsonSerializer.Serialize(
            new
            {
                Program = "ISyNet",
                Network = network.Name,
                Input = network.Input.ToString(),
                options.Batch,
                options.Steps,
                Rounds,
                Accelerator = compute.Accelerator.ToString(),
                compute.Arithmetic.Device,
                Products = compute.Arithmetic.Products.ToString(),
                compute.Deterministic,
                LibTorch = compute.Arithmetic.LibTorch,
                ImagesPerSecond = options.Steps * options.Batch / seconds[Rounds / 2],
                MillisecondsPerStep = 1000 * seconds[Rounds / 2] / options.Steps,
                FastestMillisecondsPerStep = 1000 * seconds[0] / options.Steps,
                UsedMemoryMB = CudaDriver.Memory() is { } memory ? (memory.Total - memory.Free) >> 20 : (long?)null,
                Losses = losses,
            }, Json);

        double Run(int steps)
        {
            cancellation.ThrowIfCancellationRequested();
            Wait();
            var start = TimeProvider.System.GetTimestamp();
            torch.Tensor? last = null;
            for (var step = 0; step < steps; step++)
            {
                last?.Dispose();
                last = Step(++number);
            }

            Wait();
            var elapsed = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            losses.Add(last!.cpu().item<float>());
            last.Dispose();
            return elapsed;
        }

        torch.Tensor Step(long step)
        {
            using var stepScope = torch.NewDisposeScope();
            learner.BeginStep();
            var loss = Losses.CrossEntropy(learner.Network.ForwardTraining(images, new SeededRandom(1, (ulong)step)), targets);
            loss.backward();
            learner.EndBatch();
            learner.Step(options.Recipe.Optimizer.LearningRate, step);
            return loss.detach().DetachFromDisposeScope();
        }

        void Wait()
        {
            if (compute.Accelerator.IsCuda)
                torch.cuda.synchronize(device);
        }
    }
}
