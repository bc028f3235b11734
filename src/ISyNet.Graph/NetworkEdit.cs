using ISyNet.Graph.Ops;

namespace ISyNet.Graph;

/// <summary>Creates networks that differ from another one in some operations.</summary>
public static class NetworkEdit
{
    /// <summary>
    /// The network with other operations in some layers. The shapes after these layers are inferred again. Layers whose output is no longer used are removed.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="change">The operation of a layer: its current one for no change, null to remove the layer and use its input of the same shape instead.</param>
    /// <exception cref="GraphException">
    /// The layers no longer fit together, or a shape that another tool inferred would have to be inferred again.
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
                place[i] = standIn >= 0 ? place[standIn] : throw new GraphException($"layer '{layer.Name}' cannot be removed: none of its inputs has the shape of its output, {layer.Output}");
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

    /// <summary>The network built again, layer by layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="add">
    /// Adds what takes the place of a layer. It gets the builder, the index of the layer in the network, and the new layers that its inputs have become; it
    /// returns the new layer that its output has become: one of the inputs to leave it out.
    /// </param>
    /// <exception cref="GraphException">The layers do not fit together.</exception>
    public static Network Rebuilt(this Network network, Func<NetworkBuilder, int, int[], int> add)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(add);
        var builder = new NetworkBuilder(network.Name);
        var place = new int[network.Layers.Length];
        for (var i = 0; i < place.Length; i++)
            place[i] = add(builder, i, [.. network.Layers[i].Inputs.Select(input => place[input])]);
        return builder.Build([.. network.Outputs.Select(output => place[output])]);
    }

    private static int Changed(NetworkBuilder builder, Network network, Layer layer, Op op, int[] inputs, bool sameInputs)
    {
        // If our inference gives another shape, the shape came from another tool, whose rule cannot be applied to other inputs.
        if (layer.Op is Imported || layer.Op.OutputShape(network.InputShapes(layer)) != layer.Output)
            throw new GraphException($"layer '{layer.Name}': its shape {layer.Output} came from another tool and cannot be inferred again");
        if (!sameInputs && op is Elementwise { Constant.Elements: > 1 })
            throw new GraphException($"layer '{layer.Name}' holds a constant for inputs of another shape");
        if (layer is { Owns: null, Repeats: 1 })
            return (layer.Place is { } where ? builder.In(where) : builder).Add(layer.Name, op, inputs);
        try
        {
            // Shared weights stay with the other layer; its own weights follow from the new operation.
            var output = op.OutputShape([.. inputs.Select(input => builder[input])]);
            return builder.Copy(layer with { Op = op, Output = output, Owns = layer.Owns is { IsEmpty: true } ? layer.Owns : null }, inputs);
        }
        catch (GraphException error)
        {
            throw new GraphException($"layer '{layer.Name}': {error.Message}", error);
        }
    }
}
