using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>
/// Matches the parameters of a network with the tensors of a file: first by our names or those of the release, then by the order within
/// each kind of tensor if the file has an order, then by shapes and the tree of names. Tensors that do not fit in shape or number are refused,
/// and so are ambiguous ones.
/// </summary>
internal static class WeightMatching
{
    /// <summary>Matches every parameter.</summary>
    /// <param name="network">The network.</param>
    /// <param name="checkpoint">The file's tensors.</param>
    /// <exception cref="GraphException">A parameter has no tensor of its shape; the message names both.</exception>
    /// <exception cref="AmbiguousWeightsException">All fits, but in more than one way.</exception>
    public static MatchedWeights Match(Network network, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(checkpoint);
        var tensors = checkpoint.Tensors;
        var ranks = tensors.Where(t => t.Name.EndsWith(".weight", StringComparison.Ordinal))
            .GroupBy(t => t.Name[..^".weight".Length]).ToDictionary(group => group.Key, group => group.First().Dims.Length);
        var left = tensors.Select(tensor => new Candidate(tensor, TensorRoles.Find(tensor, ranks))).Where(candidate => candidate.Role is not null).ToList();
        Slot[] slots = [.. network.Layers.SelectMany(layer => network.Parameters(layer).Select(parameter => new Slot(layer, parameter)))];
        var matches = new Dictionary<Slot, Found>();
        foreach (var slot in slots)
        {
            if (ByName(network, slot, left) is not { } named)
                continue;
            if (!Fits(slot, named.Tensor) && !checkpoint.IsInOrder && named.Tensor.Name != slot.Name)
                continue;
            if (!Fits(slot, named.Tensor))
                throw new GraphException($"'{slot.Name}' of '{network.Name}' is {slot.Parameter.Dims}, but the file's '{named.Tensor.Name}' is {named.Tensor.DimsText}");
            matches[slot] = new(named.Tensor, MatchKind.Name);
            left.Remove(named);
        }

        Slot[] open = [.. slots.Where(slot => !matches.ContainsKey(slot))];
        if (open.Length > 0)
        {
            var found = checkpoint.IsInOrder ? ByOrder(network, open, left, out var refusal) : ByStructure(network, open, left, out refusal);
            if (found is null && checkpoint.IsInOrder)
                found = ByStructure(network, open, left, out _);
            if (found is null)
                throw new GraphException(checkpoint.LeftOut.IsEmpty ? refusal : $"{refusal} (not read: {string.Join(", ", checkpoint.LeftOut.Take(3))})");
            foreach (var (slot, tensor) in found)
                matches[slot] = tensor;
            var taken = found.Values.Select(match => match.Tensor).ToHashSet();
            left.RemoveAll(candidate => taken.Contains(candidate.Tensor));
        }

        return new MatchedWeights(
            new WeightSet(matches.Select(m => KeyValuePair.Create(m.Key.Name, new WeightTensor(m.Key.Parameter.Dims, m.Value.Tensor.Values)))),
            [.. slots.Select(slot => new WeightMatch(slot.Name, matches[slot].Tensor.Name, slot.Parameter.Dims, matches[slot].Kind))],
            [.. left.Select(candidate => candidate.Tensor.Name)]);
    }

    private static Dictionary<Slot, Found>? ByOrder(Network network, Slot[] slots, List<Candidate> left, out string refusal)
    {
        var found = new Dictionary<Slot, Found>();
        foreach (var role in slots.GroupBy(slot => slot.Role))
        {
            var candidates = left.Where(candidate => candidate.Role == role.Key).Select(candidate => candidate.Tensor).ToArray();
            foreach (var (index, slot) in role.Index())
            {
                var tensor = index < candidates.Length ? candidates[index] : null;
                if (tensor is null || !Fits(slot, tensor) || candidates.Length != role.Count())
                {
                    refusal = Refusal(network, slot, tensor, role.Count(), candidates.Length);
                    return null;
                }

                found[slot] = new(tensor, MatchKind.Order);
            }
        }

        refusal = "";
        return found;
    }

    private static Dictionary<Slot, Found>? ByStructure(Network network, Slot[] slots, List<Candidate> left, out string refusal)
    {
        var owners = slots.GroupBy(slot => slot.Layer).ToArray();
        ImmutableArray<WantingLayer> layers = [.. owners.Select(owner => new WantingLayer(owner.Key.Name, ModuleTree.KindOf(owner.Select(slot => (slot.Role ?? default, slot.Parameter.Dims.Dims))), owner.Key.Place?.Role == LayerRole.Skip))];
        var tree = ModuleTree.FromTensors(left.Select(candidate => (candidate.Tensor, candidate.Role!.Value)));
        // The network may be one branch of a file. Other branches may be an averaged copy, an optimiser or another head.
        StructureMatching[] fits = slots.Any(slot => slot.Role is null) ? []
            : StructureMatching.Find(layers, tree) is { Modules.IsEmpty: false } whole ? [whole]
            : [.. tree.Children.Select(branch => StructureMatching.Find(layers, branch)).Where(matching => !matching.Modules.IsEmpty)];
        if (fits.Length == 0)
        {
            refusal = Missing(network, owners, layers, tree);
            return null;
        }

        if (fits.Length > 1)
            throw new AmbiguousWeightsException($"'{network.Name}' is in the file more than once, as {string.Join(" and ", fits.Select(fit => $"'{fit.Modules[0].Path}'"))}: leave all but one out");
        if (fits[0].Doubt is { } doubt)
            throw new AmbiguousWeightsException($"'{doubt.Layer.Name}' of '{network.Name}' can be '{doubt.First}' or '{doubt.Second}': both are of its shape, and their names do not tell; rename them so that numbers follow the network's order");
        refusal = "";
        return owners.Zip(fits[0].Modules).SelectMany(pair => pair.First.Select(slot => (Slot: slot, Tensor: pair.Second.Tensors.First(tensor => SamePart(tensor.Key, slot.Role)).Value)))
            .ToDictionary(pair => pair.Slot, pair => new Found(pair.Tensor, MatchKind.Structure));
    }

    private static string Missing(Network network, IGrouping<Layer, Slot>[] owners, ImmutableArray<WantingLayer> layers, ModuleTree tree)
    {
        foreach (var (owner, layer) in owners.Zip(layers))
        {
            var (needed, there) = (layers.Count(other => other.Kind == layer.Kind), tree.Leaves.Count(kind => kind == layer.Kind));
            if (there < needed)
                return $"'{owner.First().Name}' of '{network.Name}' is {owner.First().Parameter.Dims}: {needed} layers with {layer.Kind} are needed and the file has {there}";
        }

        return tree.Leaves.Length > layers.Length
            ? $"the file has {tree.Leaves.Length} layers with weights left, and '{network.Name}' needs {layers.Length}"
            : $"the layers of the file have the shapes of '{network.Name}', but their names do not follow its order from '{StructureMatching.Find(layers, tree).Stuck?.Name}' on";
    }

    private static bool SamePart(TensorRole role, TensorRole? other) => role == other
        || role is TensorRole.ConvWeight or TensorRole.LinearWeight && other is TensorRole.ConvWeight or TensorRole.LinearWeight
        || role is TensorRole.ConvBias or TensorRole.LinearBias && other is TensorRole.ConvBias or TensorRole.LinearBias;

    private static Candidate? ByName(Network network, Slot slot, List<Candidate> left)
    {
        if (left.Find(candidate => candidate.Tensor.Name == slot.Name) is { } same)
            return same;
        // Wrappers add a prefix to every name.
        if (left.FindAll(candidate => candidate.Tensor.Name.EndsWith($".{slot.Name}", StringComparison.Ordinal)) is [var wrapped])
            return wrapped;
        return ReleaseNames.EndOf(network, slot.Layer, slot.Parameter.Name) is { } end
            && left.FindAll(candidate => candidate.Tensor.Name.EndsWith(end, StringComparison.Ordinal)) is [var released] ? released : null;
    }

    private static bool Fits(Slot slot, CheckpointTensor tensor) => tensor.Dims.AsSpan().SequenceEqual(slot.Parameter.Dims.Dims.AsSpan());

    private static string Refusal(Network network, Slot slot, CheckpointTensor? tensor, int needed, int found) => tensor is null || needed != found
        ? $"'{slot.Name}' of '{network.Name}' has no tensor of its own: {needed} tensors of its kind are needed and the file has {found} left"
        : $"'{slot.Name}' of '{network.Name}' is {slot.Parameter.Dims}, but the next tensor of its kind in the file, '{tensor.Name}', is {tensor.DimsText}";

    private sealed record Candidate(CheckpointTensor Tensor, TensorRole? Role);

    private sealed record Found(CheckpointTensor Tensor, MatchKind Kind);

    private sealed record Slot(Layer Layer, Parameter Parameter)
    {
        public string Name { get; } = $"{Layer.Name}.{Parameter.Name}";

        public TensorRole? Role { get; } = TensorRoles.Find(Layer, Parameter.Name);
    }
}
