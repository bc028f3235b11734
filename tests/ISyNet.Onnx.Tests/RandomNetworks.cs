using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Tests;

/// <summary>Small networks of every layer that can be exported, wired at random.</summary>
internal static class RandomNetworks
{
    private static readonly ActivationKind[] Functions = [.. Enum.GetValues<ActivationKind>().Where(f => f != ActivationKind.Gelu)];

    public static Gen<Network> Gen { get; } =
        from channels in CsCheck.Gen.Int[1, 3]
        from height in CsCheck.Gen.Int[5, 9]
        from width in CsCheck.Gen.Int[5, 9]
        from steps in CsCheck.Gen.Int[0, 1000].Array[1, 8]
        select Build(2 * channels, height, width, steps);

    private static Network Build(int channels, int height, int width, int[] steps)
    {
        var builder = new NetworkBuilder("random");
        var layer = builder.Input(Shape.Map(channels, height, width));
        for (var i = 0; i < steps.Length; i++)
            layer = Add(builder, $"layer{i}", layer, new Random(steps[i]));
        layer = builder.Add("flatten", new Flatten(), layer);
        builder.Add("fc", new Linear(4), layer);
        return builder.Build();
    }

    private static int Add(NetworkBuilder builder, string name, int layer, Random random)
    {
        var shape = builder[layer];
        if (shape.Elements > 3000)
            return layer;
        var groups = shape.Channels % 2 == 0 ? random.Next(1, 3) : 1;
        var bias = random.Next(2) == 0;
        switch (random.Next(9))
        {
            case 0:
            case 1:
                var window = new Window(random.Next(1, 4), random.Next(1, 4), random.Next(1, 3), random.Next(1, 3), random.Next(3), random.Next(3), random.Next(3), random.Next(3), random.Next(1, 3), random.Next(1, 3));
                if (shape.Height + window.PadTop + window.PadBottom <= window.DilationH * (window.KernelH - 1)
                    || shape.Width + window.PadLeft + window.PadRight <= window.DilationW * (window.KernelW - 1))
                    return layer;
                layer = builder.Add($"{name}.conv", new Conv(2 * random.Next(1, 4), window, groups, bias), layer);
                return random.Next(3) > 0 ? builder.Add($"{name}.bn", new BatchNorm(random.Next(2) == 0 ? 1e-5 : 1e-3), layer) : layer;
            case 2:
                layer = builder.Add($"{name}.up", new ConvTranspose(2 * random.Next(1, 3), new Window(2, 3, 2, 1, 0, 1, 0, 1), groups, bias), layer);
                return builder.Add($"{name}.bn", new BatchNorm(), layer);
            case 3:
                return builder.Add($"{name}.act", new Activation(Functions[random.Next(Functions.Length)]), layer);
            case 4:
                return shape.Height < 2 || shape.Width < 2 ? layer
                    : builder.Add($"{name}.pool", new Pool((PoolKind)random.Next(2), new Window(2, 2, random.Next(1, 3), 1, random.Next(2), 0, 1, 1)), layer);
            case 5:
                var gate = builder.Add($"{name}.squeeze", new GlobalPool((PoolKind)random.Next(2)), layer);
                gate = builder.Add($"{name}.gate", new Activation(ActivationKind.Sigmoid), gate);
                return builder.Add($"{name}.scale", new Elementwise(ElementwiseKind.Mul), layer, gate);
            case 6:
                var branch = builder.Add($"{name}.branch", new Conv(shape.Channels, Window.Square(3)), layer);
                return builder.Add($"{name}.sum", new Elementwise(random.Next(2) == 0 ? ElementwiseKind.Add : ElementwiseKind.Sub), branch, layer);
            case 7:
                return builder.Add($"{name}.concat", new Concat(), layer, builder.Add($"{name}.bn", new BatchNorm(), layer));
            default:
                return builder.Add($"{name}.view", new Reshape(Shape.Map(shape.Channels, shape.Width, shape.Height)), layer);
        }
    }
}
