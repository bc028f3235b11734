using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Lowering;

/// <summary>Turns a network into the operations that a device runs.</summary>
public static class NetworkLowering
{
    /// <summary>
    /// Fuses and counts; the same network and device always give the same operations. A network costs the same as its ONNX file, which spells swish out.
    /// </summary>
    public static LoweredNetwork Lower(Network network, Device device)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(device);
        network = SpelledOut(network, device.Fusion);
        var layout = new TensorLayout(device.Precision);
        var groups = LayerGroups.Create(network, device.Fusion, layout);
        var counter = new WorkCounter(network, groups, device.Fusion, layout, device.Precision.Matrix);
        var producer = new int[network.Layers.Length];
        var flow = new long[groups.All.Count + 1]; // elements written before each operation
        var operations = ImmutableArray.CreateBuilder<LoweredOperation>(groups.All.Count);
        for (var i = 0; i < groups.All.Count; i++)
        {
            var members = groups.All[i];
            foreach (var member in members)
                producer[member] = i;
            var operation = counter.Count(members);
            flow[i + 1] = flow[i] + (operation.IsFree ? 0 : operation.OutputElements);
            operations.Add(operation with { Inputs = Reads(operation, members, i) });
            if (device.Fusion.KeepsDepthwiseInput && operation.Class == OpClass.DepthwiseConv && groups.HasOneReader(groups.Source[network.Layers[members[0]].Inputs[0]]))
                KeepInput(i);
        }

        return new LoweredNetwork(network, device, operations.MoveToImmutable(),
            [.. network.Layers.Where(l => l.Op is Imported { Work: WorkKind.Unknown })]);

        void KeepInput(int depthwise)
        {
            var read = operations[depthwise].Inputs[0];
            if (read.Producer < 0 || operations[read.Producer].Class != OpClass.Conv)
                return;
            operations[read.Producer] = operations[read.Producer] with { OutputStays = true };
            operations[depthwise] = operations[depthwise] with { Inputs = operations[depthwise].Inputs.SetItem(0, read with { ReuseElements = 0 }) };
        }

        ImmutableArray<TensorRead> Reads(LoweredOperation operation, int[] members, int index)
        {
            if (network.Layers[members[0]].Op is Input { Shape: var image })
                return [new TensorRead(-1, image, image.Elements, long.MaxValue)];
            var sources = members.SelectMany(m => network.Layers[m].Inputs).Select(i => groups.Source[i])
                .Where(s => !members.Contains(s)).Distinct();
            return [.. sources.Select(s =>
            {
                // What the same loop writes is another tensor in each run; what comes from outside is walked through once.
                var runs = network.Layers[s].Repeats == network.Layers[members[0]].Repeats ? network.Layers[s].Repeats : 1;
                var elements = layout.Elements(network.Layers[s].Output, network.Layers[s].Op is Input) * runs;
                // Of a tensor that is split, an operation reads its own part.
                var read = operation.Move == MoveKind.Split ? Math.Min(elements, operation.OutputElements) : elements;
                return new TensorRead(producer[s], network.Layers[s].Output, read, elements + flow[index + 1] - flow[producer[s] + 1]);
            })];
        }
    }

    /// <summary>
    /// The network with swish as x times its sigmoid, where that is two operations: where a device knows no swish and joins no second tensor.
    /// Elsewhere both forms are one operation with the same work.
    /// </summary>
    private static Network SpelledOut(Network network, FusionRules rules)
    {
        if (rules.Residual || rules.Activations.Contains(ActivationKind.Swish) || !network.Layers.Any(IsSwish))
            return network;
        return network.Rebuilt((builder, i, inputs) =>
        {
            var layer = network.Layers[i];
            if (!IsSwish(layer))
                return builder.Copy(layer, inputs);
            var sigmoid = builder.Copy(layer with { Name = $"{layer.Name}.sigmoid", Op = new Activation(ActivationKind.Sigmoid) }, inputs);
            return builder.Copy(layer with { Op = new Elementwise(ElementwiseKind.Mul) }, inputs[0], sigmoid);
        });
    }

    private static bool IsSwish(Layer layer) => layer.Op is Activation { Function: ActivationKind.Swish };
}
