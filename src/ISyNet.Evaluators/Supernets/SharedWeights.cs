using System.Globalization;
using System.Runtime.InteropServices;
using ISyNet.Graph.Ops;
using ISyNet.Training;
using ISyNet.Training.Engine;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Evaluators.Supernets;

/// <summary>
/// All shared tensors of a supernet. Subnets share a tensor if layer name, parameter and kernel are the same. So each
/// operation of an edge has its own weights, and widths, expansions and concatenations are slices of one tensor.
/// </summary>
internal sealed class SharedWeights(ulong seed)
{
    private const string AveragePlane = "average";

    private readonly SortedDictionary<string, SharedTensor> _tensors = new(StringComparer.Ordinal), _averages = new(StringComparer.Ordinal);

    /// <summary>Loads the slices of weights, optimiser state and running average into a subnet for training. Enlarges the shared tensors if needed.</summary>
    public void Lend(Learner subnet)
    {
        foreach (var (tensor, plane, flat) in Planes(subnet))
            Load(subnet.Network, tensor, plane, flat);
    }

    /// <summary>Stores the slices after a step.</summary>
    public void TakeBack(Learner subnet)
    {
        foreach (var (tensor, plane, flat) in Planes(subnet))
            Store(subnet.Network, tensor, plane, flat);
    }

    /// <summary>Loads the slices of the weights, or of their running average if there is one, into a subnet for prediction.</summary>
    public void Lend(TorchNetwork subnet)
    {
        MakeRoom(subnet, 0, averages: _averages.Count > 0);
        Load(subnet, _averages.Count > 0 ? _averages : _tensors, 0, subnet.Parameters.Values);
    }

    /// <summary>Every tensor as (out, area, in), named <c>PLANE:KEY</c>: plane 0 contains the values, the others the optimiser state and the average.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> Save() =>
        _tensors.SelectMany(pair => pair.Value.Planes.Select((plane, p) => Saved($"{p}:{pair.Key}", pair.Value, plane)))
            .Concat(_averages.Select(pair => Saved($"{AveragePlane}:{pair.Key}", pair.Value, pair.Value.Planes[0])));

    /// <summary>Restores saved tensors.</summary>
    /// <exception cref="TrainingException">Planes of a tensor do not fit together.</exception>
    public void Restore(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        _tensors.Clear();
        _averages.Clear();
        foreach (var planes in state.GroupBy(pair => pair.Key[(pair.Key.IndexOf(':', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal))
        {
            var named = planes.ToDictionary(pair => pair.Key[..Math.Max(0, pair.Key.IndexOf(':', StringComparison.Ordinal))], pair => pair.Value);
            if (named.Remove(AveragePlane, out var average))
                _averages[planes.Key] = Restored(planes.Key, [average]);
            _tensors[planes.Key] = Restored(planes.Key,
                [.. Enumerable.Range(0, named.Count).Select(p => named.GetValueOrDefault(p.ToString(CultureInfo.InvariantCulture)) ?? throw Unfitting(planes.Key))]);
        }
    }

    private static KeyValuePair<string, torch.Tensor> Saved(string name, SharedTensor tensor, float[] plane) =>
        KeyValuePair.Create(name, torch.tensor(plane, tensor.Out, tensor.Area, tensor.In));

    private static SharedTensor Restored(string key, torch.Tensor[] planes)
    {
        var sizes = planes.Length > 0 ? planes[0].shape : [];
        return sizes.Length == 3 && planes.All(plane => plane.shape.AsSpan().SequenceEqual(sizes))
            ? SharedTensor.FromPlanes((int)sizes[0], (int)sizes[1], (int)sizes[2], [.. planes.Select(plane => plane.data<float>().ToArray())])
            : throw Unfitting(key);
    }

    private static TrainingException Unfitting(string key) => new($"the supernet's checkpoint is damaged: the planes of tensor '{key}' do not fit together; delete it to start again");

    /// <summary>The planes of a learner, each with its memory in the learner.</summary>
    private IEnumerable<(SortedDictionary<string, SharedTensor> Tensors, int Plane, torch.Tensor Flat)> Planes(Learner subnet)
    {
        MakeRoom(subnet.Network, subnet.OptimizerState.Length, subnet.Average is not null);
        yield return (_tensors, 0, subnet.Network.Parameters.Values);
        for (var p = 0; p < subnet.OptimizerState.Length; p++)
            yield return (_tensors, p + 1, subnet.OptimizerState[p]);
        if (subnet.Average is { } average)
            yield return (_averages, 0, average);
    }

    private static void Load(TorchNetwork subnet, SortedDictionary<string, SharedTensor> tensors, int plane, torch.Tensor flat)
    {
        using var host = flat.is_cuda ? torch.empty_like(flat, device: torch.CPU) : flat.alias();
        var memory = Floats(host);
        foreach (var slot in subnet.Parameters.Trained)
        {
            var (outs, _, ins) = Dims(slot);
            tensors[Key(slot)].Read(plane, outs, ins, memory.Slice(slot.Offset, slot.Length));
        }

        if (flat.is_cuda)
            flat.copy_(host);
    }

    private static void Store(TorchNetwork subnet, SortedDictionary<string, SharedTensor> tensors, int plane, torch.Tensor flat)
    {
        // On the processor it is the same memory.
        using var host = flat.cpu();
        var memory = Floats(host);
        foreach (var slot in subnet.Parameters.Trained)
        {
            var (outs, _, ins) = Dims(slot);
            tensors[Key(slot)].Write(plane, outs, ins, memory.Slice(slot.Offset, slot.Length));
        }
    }

    private static Span<float> Floats(torch.Tensor host) => MemoryMarshal.Cast<byte, float>(host.bytes);

    private void MakeRoom(TorchNetwork subnet, int states, bool averages)
    {
        foreach (var slot in subnet.Parameters.Trained)
        {
            var ((outs, area, ins), key) = (Dims(slot), Key(slot));
            Room(_tensors, key, area).Grow(outs, ins, states + 1, (allOuts, allIns) => Draw(slot, key, allOuts, allIns * area));
            // The average starts at the weights.
            if (averages)
                Room(_averages, key, area).Grow(outs, ins, 1, (allOuts, allIns) => Draw(slot, key, allOuts, allIns * area));
        }
    }

    private static SharedTensor Room(SortedDictionary<string, SharedTensor> tensors, string key, int area)
    {
        if (!tensors.TryGetValue(key, out var tensor))
            tensors[key] = tensor = new SharedTensor(area);
        return tensor;
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

    private static string Key(ParameterSlot slot) => slot.Layer.Op is Conv conv
        ? $"{slot.Name}@{conv.Window.KernelH}x{conv.Window.KernelW}"
        : slot.Name;

    private static (int Out, int Area, int In) Dims(ParameterSlot slot)
    {
        var dims = slot.Parameter.Dims;
        return dims.Rank == 4 ? (dims[0], dims[2] * dims[3], dims[1]) : (dims[0], 1, dims.Rank == 2 ? dims[1] : 1);
    }
}
