using System.Globalization;
using ISyNet.Graph.Ops;

namespace ISyNet.Training.Native;

/// <summary>What a <see cref="Question"/> asks for.</summary>
internal enum QuestionKind
{
    Convolution,

    /// <summary>A transposed convolution: from small maps to large ones.</summary>
    Transposed,

    /// <summary>A product of matrices: 1x1 maps, whose rows are images and whose columns are channels.</summary>
    Product,
}

/// <summary>One convolution or product that libtorch is asked for. Odd kernels are padded by half of their size, even ones not.</summary>
/// <param name="Images">Images of the batch.</param>
/// <param name="In">Channels of the input.</param>
/// <param name="Out">Channels of the output.</param>
/// <param name="Side">Rows and columns of the input, pixels.</param>
/// <param name="Kernel">Rows and columns of the kernel, pixels.</param>
/// <param name="Stride">Pixels from one place of the kernel to the next.</param>
/// <param name="Groups">Groups of channels; as many as channels for a depthwise convolution.</param>
/// <param name="Kind">Which computation.</param>
internal sealed record Question(
    int Images, int In, int Out, int Side, int Kernel, int Stride = 1, int Groups = 1, QuestionKind Kind = QuestionKind.Convolution)
{
    public int Pad => Kernel / 2 * (Kernel % 2);

    public Window Window => new(Kernel, Kernel, Stride, Stride, Pad, Pad, Pad, Pad);

    /// <summary>Rows and columns of the output, pixels.</summary>
    public int OutSide => Kind == QuestionKind.Transposed
        ? ((Side - 1) * Stride) + Kernel - (2 * Pad)
        : ((Side + (2 * Pad) - Kernel) / Stride) + 1;

    /// <summary>Whether a device may compute it by a transform (Winograd, FFT), whose roundings are larger than those of the sum itself.</summary>
    public bool MayBeTransformed => Kernel > 1 && Stride == 1;

    /// <summary>The question in words.</summary>
    public override string ToString() => Kind == QuestionKind.Product
        ? string.Create(CultureInfo.InvariantCulture, $"product of {Images}x{In} and {In}x{Out}")
        : string.Create(CultureInfo.InvariantCulture,
            $"{(Kind == QuestionKind.Transposed ? "transposed " : "")}{Kernel}x{Kernel} convolution of {Images} maps {In}x{Side}x{Side} into {Out} channels{(Stride > 1 ? $", stride {Stride}" : "")}{(Groups > 1 ? $", {Groups} groups" : "")}");
}
