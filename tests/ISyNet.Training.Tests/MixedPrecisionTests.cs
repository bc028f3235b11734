using System.Runtime.InteropServices;
using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;
using static ISyNet.Training.Tests.TrainingPass;

namespace ISyNet.Training.Tests;

public class MixedPrecisionTests
{
    // bfloat16 keeps 8 bits: one rounding is at most 2^-8 of a value; a few layers and sums of products stay well below this.
    private const double Tolerance = 0.03;

    [Fact]
    public void Outputs_and_gradients_are_those_of_float32_but_for_rounding()
    {
        var (single, singleGradients) = Run(Small.Network(), bfloat16: false);
        var (half, halfGradients) = Run(Small.Network(), bfloat16: true);
        Assert.NotEqual(single, half);
        Assert.InRange(Distance(single, half), 0, Tolerance);
        Assert.InRange(Distance(singleGradients, halfGradients), 1e-6, Tolerance);
    }

    // Layouts and channel counts choose among many native kernels; each must agree with float32, and none may write past its memory.
    [Fact, Trait("Category", Property.Category)]
    public void Any_convolution_is_that_of_float32_but_for_rounding() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.OneOf(1, 2, 3, 5), Gen.Int[1, 2], Gen.Int[5, 15], Gen.Bool).ForAll((from, to, kernel, stride, size, depthwise) =>
        {
            var builder = new NetworkBuilder("conv");
            var input = builder.Input(Shape.Map(from, size, size));
            builder.Add("conv", new Conv(depthwise ? from : to, Window.Square(kernel, stride), depthwise ? from : 1, Bias: true), input);
            var network = builder.Build();
            var (single, singleGradients) = Run(network, bfloat16: false);
            var (half, halfGradients) = Run(network, bfloat16: true);
            Assert.InRange(Distance(single, half), 0, Tolerance);
            Assert.InRange(Distance(singleGradients, halfGradients), 0, Tolerance);
        }, cases: 150);

    [Fact]
    public void What_is_not_training_is_computed_in_float32()
    {
        using var scope = torch.NewDisposeScope();
        var batch = torch.randn([4, 1, 8, 8]);
        using var single = Build(Small.Network(), bfloat16: false);
        using var half = Build(Small.Network(), bfloat16: true);
        Assert.Equal(single.Infer(batch).Floats().ToArray(), half.Infer(batch).Floats().ToArray());
    }

    [Fact]
    public void A_small_task_is_learnt_to_the_same_bits_each_time()
    {
        var job = Small.Job(epochs: 6) with { Recipe = Small.Recipe with { Arithmetic = Arithmetic.Bfloat16 } };
        var (first, second) = (Trainer.Train(job), Trainer.Train(job));
        Assert.True(first.HoldoutAccuracy > 0.95, $"held-out accuracy {first.HoldoutAccuracy}");
        TrainingBehaviour.AssertSame(first.Weights, second.Weights);
        Assert.NotEqual(Trainer.Train(Small.Job(epochs: 6)).Weights["head.fc.weight"].Values, first.Weights["head.fc.weight"].Values);
    }

    [Fact]
    public void Auto_follows_the_processor()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("ONEDNN_MAX_CPU_ISA") is null, "a cap makes another processor of it");
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "the kernel's list of flags is the judge");
        var flags = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("flags", StringComparison.Ordinal)).Split(' ');
        Assert.Equal(flags.Contains("avx512_bf16"), LearningRules.Create(new RunSettings().Resolve(Small.Recipe with { Arithmetic = Arithmetic.Auto })).Bfloat16);
        Assert.False(LearningRules.Create(new RunSettings().Resolve(Small.Recipe)).Bfloat16);
    }
}
