using System.Collections.Immutable;
using ISyNet.Graph.Ops;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace ISyNet.Training.Native;

/// <summary>
/// The known-answer test of libtorch's arithmetic: a fixed list of convolutions and products, forward and both gradients, in both layouts, against
/// double-precision loops of our own. Their shapes are those where the blocks of a vectorised kernel are not full, and each kind that networks use.
/// </summary>
/// <param name="arithmetic">float32 or bfloat16.</param>
/// <param name="accelerator">What is asked.</param>
internal sealed class KnownAnswers(Arithmetic arithmetic, Accelerator accelerator)
{
    /// <summary>To be raised with every change of the list or the bounds: answers to another version prove nothing.</summary>
    public const int Version = 1;

    private readonly torch.ScalarType _type = arithmetic == Arithmetic.Bfloat16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;

    /// <summary>Asks the processor.</summary>
    public KnownAnswers(Arithmetic arithmetic) : this(arithmetic, Accelerator.Cpu) { }

    /// <summary>The list.</summary>
    public static ImmutableArray<Question> Questions { get; } =
    [
        new(16, 1, 16, 8, 3), new(16, 1, 8, 8, 5), new(16, 1, 17, 6, 1), new(1, 1, 2, 9, 5), new(1, 1, 16, 9, 3, Stride: 2),
        new(16, 3, 16, 8, 3), new(1, 3, 17, 9, 5, Stride: 2),
        new(16, 17, 2, 5, 5), new(16, 17, 17, 4, 3), new(1, 17, 8, 7, 5), new(1, 17, 16, 6, 1),
        new(16, 16, 17, 4, 5), new(16, 16, 2, 6, 3), new(1, 16, 8, 7, 3), new(1, 24, 40, 6, 3),
        new(16, 16, 32, 6, 1, Stride: 2), new(16, 17, 10, 6, 1, Stride: 2), new(1, 1, 8, 6, 1, Stride: 2), new(16, 2, 10, 5, 1, Stride: 2),
        new(16, 16, 16, 6, 3, Groups: 4), new(16, 6, 9, 6, 3, Groups: 3), new(1, 34, 34, 5, 5, Groups: 2),
        new(16, 16, 16, 7, 3, Groups: 16), new(16, 17, 17, 6, 5, Groups: 17), new(1, 8, 8, 9, 3, Stride: 2, Groups: 8),
        new(1, 16, 8, 5, 2, Stride: 2, Kind: QuestionKind.Transposed), new(16, 17, 3, 4, 2, Stride: 2, Kind: QuestionKind.Transposed),
        new(16, 64, 10, 1, 1, Kind: QuestionKind.Product), new(1, 17, 10, 1, 1, Kind: QuestionKind.Product),
        new(16, 33, 1, 1, 1, Kind: QuestionKind.Product), new(16, 1, 7, 1, 1, Kind: QuestionKind.Product),
    ];

    /// <summary>Asks libtorch one question.</summary>
    /// <returns>What is wrong with its answer; null when nothing is.</returns>
    public string? Ask(Question asked)
    {
        var exact = new ExactAnswers(asked, arithmetic == Arithmetic.Bfloat16, accelerator.IsCuda && asked.MayBeTransformed);
        return Wrong(asked, exact, channelsLast: false) ?? Wrong(asked, exact, channelsLast: true);
    }

    private string? Wrong(Question asked, ExactAnswers exact, bool channelsLast)
    {
        using var scope = torch.NewDisposeScope();
        var x = Laid(Tensor(exact.X), channelsLast).requires_grad_();
        var w = Tensor(exact.W).requires_grad_();
        var y = asked.Kind switch
        {
            // As networks compute it: they keep away from one kernel that is known to be faulty.
            QuestionKind.Convolution => LayerFunctions.Convolution(new Conv(asked.Out, asked.Window, asked.Groups), w, null, accelerator)([x], ForwardPass.Evaluation),
            QuestionKind.Transposed => F.conv_transpose2d(x, w, null, [asked.Stride, asked.Stride], [asked.Pad, asked.Pad]),
            _ => F.linear(x.flatten(1), w.flatten(1)).reshape(exact.Y.Shape),
        };
        y.backward([Laid(Tensor(exact.DY), channelsLast)]);
        return Wrong(exact.Y, y, "output") ?? Wrong(exact.DX, x.grad!, "gradient of the input") ?? Wrong(exact.DW, w.grad!, "gradient of the weights");

        string? Wrong(Answer answer, torch.Tensor given, string what) =>
            answer.Wrong(given.to(torch.ScalarType.Float32).cpu().contiguous().data<float>().ToArray()) is { } wrong
                ? $"{what} of a {asked}{(channelsLast ? ", channels last" : "")}: {wrong}" : null;
    }

    private torch.Tensor Tensor(Operand operand) => torch.tensor(operand.Values, operand.Shape).to(_type).to(accelerator.Device);

    private static torch.Tensor Laid(torch.Tensor map, bool channelsLast) =>
        channelsLast ? map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : map;
}
