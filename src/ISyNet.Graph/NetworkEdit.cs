using ISyNet.Graph.Ops;

namespace ISyNet.Graph;

/// <summary>Makes networks that differ from another one in some operations.</summary>
public static class NetworkEdit
{
    /// <summary>
    /// The network with other operations in some layers; the shapes behind them are inferred anew. Layers that nothing reads any more are left out.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="change">The operation that a layer gets: its own where nothing changes, null where the layer goes and its input of the same shape takes its place.</param>
    /// <exception cref="GraphException">
    /// The layers no longer fit each other, or a shape that another tool has inferred would have to be inferred again.
    /// </exception>
    public static Network With(this Network network, Func<Layer, Op?> change)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(change);
        var builder = new NetworkBuilder(network.Name);
        var place = new int[network.Layers.Length];
        for (var i = 0; i < place.Length; i++)
        {
            var layer = network.Layers[i];
            var inputs = layer.Inputs.Select(input => place[input]).ToArray();
            if (change(layer) is not { } op)
            {
                var standIn = layer.Inputs.FirstOrDefault(input => network.Layers[input].Output == layer.Output, -1);
                place[i] = standIn >= 0 ? place[standIn] : throw new GraphException($"layer '{layer.Name}' cannot be left out: no input of it has the shape of its output, {layer.Output}");
            }
            else
            {
                var same = layer.Inputs.All(input => network.Layers[input].Output == builder[place[input]]);
                place[i] = op == layer.Op && same ? builder.Copy(layer, inputs) : Changed(builder, network, layer, op, inputs, same);
            }
        }

        var outputs = network.Outputs.Select(output => place[output]).ToArray();
        return builder.Build(outputs).Upstream(outputs);
    }

    private static int Changed(NetworkBuilder builder, Network network, Layer layer, Op op, int[] inputs, bool sameInputs)
    {
        // Where our inference does not give the shape that stands there, another tool knew more: its rule cannot be applied to other inputs.
        if (layer.Op is Imported || layer.Op.OutputShape(network.InputShapes(layer)) != layer.Output)
            throw new GraphException($"layer '{layer.Name}': its shape {layer.Output} came from another tool and cannot be inferred again");
        if (!sameInputs && op is Elementwise { Constant.Elements: > 1 })
            throw new GraphException($"layer '{layer.Name}' holds a constant for inputs of another shape");
        if (layer is { Owns: null, Repeats: 1 })
            return (layer.Place is { } where ? builder.In(where) : builder).Add(layer.Name, op, inputs);
        try
        {
            // Weights that it shares with another layer stay that layer's; its own follow from the new operation.
            var output = op.OutputShape([.. inputs.Select(input => builder[input])]);
            return builder.Copy(layer with { Op = op, Output = output, Owns = layer.Owns is { IsEmpty: true } ? layer.Owns : null }, inputs);
        }
        catch (GraphException error)
        {
            throw new GraphException($"layer '{layer.Name}': {error.Message}", error);
        }
    }
}
