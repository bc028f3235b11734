using System.Collections.Immutable;

namespace ISyNet.Graph.Ops;

/// <summary>
/// A 2-D convolution, grouped when <paramref name="Groups"/> is above 1. Weight layout: out, in/groups, height, width.
/// </summary>
public sealed record Conv(int OutChannels, Window Window, int Groups = 1, bool Bias = false) : Op
{
    /// <inheritdoc/>
    public override string Kind => Groups == 1 ? "conv" : "group conv";

    /// <summary>Whether each of a map's channels has a group of its own.</summary>
    /// <param name="inChannels">The channels of the map.</param>
    public bool IsDepthwise(int inChannels) => Groups > 1 && Groups == inChannels;

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        var input = SingleMap(inputs);
        if (Groups < 1 || OutChannels < 1 || input.Channels % Groups != 0 || OutChannels % Groups != 0)
            throw new GraphException($"{Groups} groups do not divide {input.Channels} input and {OutChannels} output channels");
        var (height, width) = Window.Slide(input.Height, input.Width);
        return Shape.Map(OutChannels, height, width);
    }

    /// <inheritdoc/>
    public override ImmutableArray<Parameter> Parameters(ReadOnlySpan<Shape> inputs)
    {
        var weight = new Parameter("weight", new Shape(OutChannels, Single(inputs).Channels / Groups, Window.KernelH, Window.KernelW));
        return Bias ? [weight, new Parameter("bias", Shape.Vector(OutChannels))] : [weight];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<Shape> inputs, Shape output) =>
        output.Elements * (Single(inputs).Channels / Groups) * Window.KernelArea;
}
