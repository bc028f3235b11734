using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Api.Tests;

/// <summary>An operation as it stands in a network: what the tests of <see cref="EveryOperation"/> need to know to try it.</summary>
/// <param name="Op">The operation.</param>
/// <param name="Input">One sample of each of its inputs.</param>
public sealed record OperationCase(Op Op, Shape Input)
{
    private static readonly Shape Map = Shape.Map(8, 6, 6);

    /// <summary>How many tensors it reads.</summary>
    public int Inputs { get; init; } = 1;

    /// <summary>One sample of its output where the operation does not say so itself.</summary>
    public Shape? Output { get; init; }

    /// <summary>Whether it is written as ONNX; else it is refused by name.</summary>
    public bool IsExported { get; init; } = true;

    /// <summary>Whether it is trained; else it is refused by name.</summary>
    public bool IsTrained { get; init; } = true;

    /// <summary>Whether it does no work at all on a device.</summary>
    public bool IsFree { get; init; }

    /// <summary>Every operation with each of its functions. A new operation joins here: docs/adding-an-operation.md.</summary>
    public static IReadOnlyList<OperationCase> All { get; } =
    [
        new(new Input(Map), Map) { Inputs = 0 },
        new(new Conv(8, Window.Square(3)), Map),
        new(new Conv(8, Window.Square(3), Groups: 2, Bias: true), Map),
        new(new Conv(8, Window.Square(3), Groups: 8), Map),
        new(new ConvTranspose(4, new Window(2, 2, 2, 2), Bias: true), Map),
        new(new ConvTranspose(4, new Window(2, 2, 2, 2), Groups: 2), Map),
        new(new Linear(5), Shape.Vector(288)),
        new(new Linear(5, Bias: false), new Shape(8, 36)),
        new(new MatMul(), Map) { Inputs = 2 },
        new(new BatchNorm(), Map),
        new(new LayerNorm(), new Shape(8, 36)),
        new(new LayerNorm(), Map) { IsExported = false },
        .. Enum.GetValues<ActivationKind>().Select(function => new OperationCase(new Activation(function), Map)),
        .. Enum.GetValues<PoolKind>().SelectMany(function => new OperationCase[]
        {
            new(new Pool(function, Window.Square(3, 2)), Map),
            new(new GlobalPool(function), Map),
        }),
        .. Enum.GetValues<ElementwiseKind>().Select(function => new OperationCase(new Elementwise(function), Map)
        {
            Inputs = 2,
            IsExported = function != ElementwiseKind.Other,
            IsTrained = function != ElementwiseKind.Other,
        }),
        new(new Elementwise(ElementwiseKind.Mul, Shape.Map(8, 1, 1)), Map) { IsTrained = false },
        new(new Concat(), Map) { Inputs = 2 },
        new(new Flatten(), Shape.Vector(288)) { IsFree = true },
        new(new Reshape(new Shape(4, 72)), new Shape(8, 36)) { IsFree = true },
        new(new Dropout(0.5), Map) { IsFree = true },
        .. Enum.GetValues<WorkKind>().SelectMany(work => new[] { Map, Shape.Map(8, 3, 3) }.Select(output => new OperationCase(new Imported("Foreign", work), Map)
        {
            Output = output,
            IsExported = false,
            IsTrained = false,
            IsFree = work == WorkKind.Free,
        })),
    ];

    /// <summary>The operation alone on the inputs of its network; the tested layer is the last.</summary>
    public Network Alone()
    {
        var builder = new NetworkBuilder("alone");
        var inputs = Enumerable.Range(0, Math.Max(1, Inputs)).Select(i => builder.Input(Input, $"input_{i}")).ToArray();
        if (Inputs > 0)
            Add(builder, inputs);
        return builder.Build();
    }

    /// <summary>The operation between a convolution and a classifier of two classes; the tested layer is called <c>tested</c>.</summary>
    public Network InClassifier()
    {
        var builder = new NetworkBuilder("classifier");
        var image = builder.Input(Shape.Map(3, 6, 6), Inputs == 0 ? "tested" : "image");
        var tested = image;
        if (Inputs > 0)
        {
            // The sigmoid keeps a divisor away from 0.
            var sources = Enumerable.Range(0, Inputs).Select(i => builder.Add(
                $"sigmoid_{i}", new Activation(ActivationKind.Sigmoid), builder.Add($"before_{i}", new Conv(8, Window.Square(3)), image))).ToArray();
            if (Input != Map)
                sources = [.. sources.Select((source, i) => builder.Add($"shape_{i}", new Reshape(Input), source))];
            tested = Add(builder, sources);
        }

        builder.Add("fc", new Linear(2), builder.Add("flat", new Flatten(), tested));
        return builder.Build();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Op} of {Inputs} x {Input}";

    private int Add(NetworkBuilder builder, int[] inputs) =>
        Output is { } output ? builder.AddShaped("tested", Op, output, inputs) : builder.Add("tested", Op, inputs);
}
