using System.Collections.Immutable;

namespace ISyNet.Graph.Ops;

/// <summary>A 2-D transposed convolution. Weight layout: in, out/groups, height, width.</summary>
public sealed record ConvTranspose(
    int OutChannels, Window Window, int Groups = 1, bool Bias = false, int OutputPadH = 0, int OutputPadW = 0) : Op
{
    /// <inheritdoc/>
    public override string Kind => "transposed conv";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        var input = SingleMap(inputs);
        if (Groups < 1 || input.Channels % Groups != 0 || OutChannels % Groups != 0)
            throw new GraphException($"{Groups} groups do not divide {input.Channels} input and {OutChannels} output channels");
        return Shape.Map(
            OutChannels,
            ((input.Height - 1) * Window.StrideH) - Window.PadTop - Window.PadBottom + (Window.DilationH * (Window.KernelH - 1)) + OutputPadH + 1,
            ((input.Width - 1) * Window.StrideW) - Window.PadLeft - Window.PadRight + (Window.DilationW * (Window.KernelW - 1)) + OutputPadW + 1);
    }

    /// <inheritdoc/>
    public override ImmutableArray<Parameter> Parameters(ReadOnlySpan<Shape> inputs)
    {
        var weight = new Parameter("weight", new Shape(Single(inputs).Channels, OutChannels / Groups, Window.KernelH, Window.KernelW));
        return Bias ? [weight, new Parameter("bias", Shape.Vector(OutChannels))] : [weight];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<Shape> inputs, Shape output) =>
        Single(inputs).Elements * (OutChannels / Groups) * Window.KernelArea;
}
