using ISyNet.Graph.Ops;
using ISyNet.Training.Networks;
using ISyNet.Training.Optimisation;

namespace ISyNet.Evaluators.Supernets;

/// <summary>
/// All shared tensors of a supernet. Subnets share a tensor when layer name, parameter and kernel are the same; so each
/// operation of an edge has weights of its own, and widths, expansions and concatenations are slices of one tensor.
/// </summary>
internal sealed class SharedWeights(ulong seed)
{
    public SortedDictionary<string, SharedTensor> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Gives a subnet its slices, after room was made for them.</summary>
    public void Lend(TorchNetwork subnet, Optimizer? optimizer)
    {
        MakeRoom(subnet, optimizer?.State.Count ?? 0);
        foreach (var slot in subnet.Parameters.Trained)
        {
            var (tensor, outs, ins) = Find(slot);
            tensor.Read(0, outs, ins, subnet.Parameters.Values.Floats().Slice(slot.Offset, slot.Length));
            for (var s = 0; optimizer is not null && s < optimizer.State.Count; s++)
                tensor.Read(s + 1, outs, ins, optimizer.State[s].AsSpan(slot.Offset, slot.Length));
        }
    }

    /// <summary>Takes the slices back after a step.</summary>
    public void TakeBack(TorchNetwork subnet, Optimizer optimizer)
    {
        foreach (var slot in subnet.Parameters.Trained)
        {
            var (tensor, outs, ins) = Find(slot);
            tensor.Write(0, outs, ins, subnet.Parameters.Values.Floats().Slice(slot.Offset, slot.Length));
            for (var s = 0; s < optimizer.State.Count; s++)
                tensor.Write(s + 1, outs, ins, optimizer.State[s].AsSpan(slot.Offset, slot.Length));
        }
    }

    private void MakeRoom(TorchNetwork subnet, int states)
    {
        foreach (var slot in subnet.Parameters.Trained)
        {
            var ((outs, area, ins), key) = (Dims(slot), Key(slot));
            if (!Tensors.TryGetValue(key, out var tensor))
                Tensors[key] = tensor = new SharedTensor(area);
            tensor.Grow(outs, ins, states + 1, (allOuts, allIns) => Draw(slot, key, allOuts, allIns * area));
        }
    }

    /// <summary>Convolutions and linear layers: normal of variance 1 / fan-in; norms: scale 1, shift 0.</summary>
    private float[] Draw(ParameterSlot slot, string key, int outs, int fanIn)
    {
        var values = new float[outs * fanIn];
        if (slot.Parameter.Name != "weight")
            return values;
        Array.Fill(values, 1f);
        if (slot.Parameter.Dims.Rank == 1)
            return values;
        var random = new SeededRandom(SeededRandom.Derive(seed, [.. key.Select(c => (ulong)c)]), (ulong)outs, (ulong)fanIn);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(random.NextNormal() / Math.Sqrt(fanIn));
        return values;
    }

    private (SharedTensor Tensor, int Out, int In) Find(ParameterSlot slot)
    {
        var (outs, _, ins) = Dims(slot);
        return (Tensors[Key(slot)], outs, ins);
    }

    private static string Key(ParameterSlot slot) => slot.Layer.Op is Conv conv
        ? $"{slot.Name}@{conv.Window.KernelH}x{conv.Window.KernelW}"
        : slot.Name;

    private static (int Out, int Area, int In) Dims(ParameterSlot slot)
    {
        var dims = slot.Parameter.Dims;
        return dims.Rank == 4 ? (dims[0], dims[2] * dims[3], dims[1]) : (dims[0], 1, dims.Rank == 2 ? dims[1] : 1);
    }
}
