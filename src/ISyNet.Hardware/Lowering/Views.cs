using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Lowering;

/// <summary>Finds the layers that move no data: they give a tensor another shape or name.</summary>
internal sealed class Views(Network network, TensorLayout layout)
{
    private readonly System.Collections.Immutable.ImmutableArray<System.Collections.Immutable.ImmutableArray<int>> _consumers = network.Consumers();

    public bool IsFree(int index)
    {
        var layer = network.Layers[index];
        return layer.Op switch
        {
            Dropout => true,
            Imported { Work: WorkKind.Free } => layer.Inputs.Length > 0,
            Imported { OpType: "Slice" } => network.Layers[layer.Inputs[0]].Output == layer.Output,
            Flatten or Reshape => !MovesData(index, layer),
            _ => false,
        };
    }

    // Where channels lie in blocks, the elements of a feature map are not in the order of its flat form; a fully connected
    // layer takes them in any order, since its weights are reordered once.
    private bool MovesData(int index, Layer layer)
    {
        var input = network.Layers[layer.Inputs[0]].Output;
        return layout.IsBlocked && input != layer.Output && (IsSpread(input) || IsSpread(layer.Output))
            && !_consumers[index].All(c => network.Layers[c].Op is Linear)
            && !RegroupsBlocks(input, layer.Output) && !BesideTranspose(index, layer);
    }

    // Whole blocks of channels are grouped anew: (64, H, W) and (2, 32, H, W) lie alike.
    private bool RegroupsBlocks(Shape from, Shape to) => from.Rank >= 3 && to.Rank >= 3 && from.Dims[^1] == to.Dims[^1] && from.Dims[^2] == to.Dims[^2]
        && layout.IsAligned(Math.Min(from.Dims[^3], to.Dims[^3]));

    // A channel shuffle is written as reshape, transpose, reshape, and runs as one move.
    private bool BesideTranspose(int index, Layer layer) => IsTranspose(layer.Inputs[0]) || (_consumers[index] is [var reader] && IsTranspose(reader));

    private bool IsTranspose(int layer) => network.Layers[layer].Op is Imported { OpType: "Transpose" };

    private static bool IsSpread(Shape shape) => shape.IsMap && shape.Height * shape.Width > 1;
}
