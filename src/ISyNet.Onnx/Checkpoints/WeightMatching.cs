using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>
/// Matches a network's parameters with the tensors of a file: by our own names or the release's, then what is left by order within
/// each kind of tensor. Anything that does not fit in shape or number is refused, never guessed.
/// </summary>
public static class WeightMatching
{
    /// <summary>Matches every parameter.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tensors">The file's tensors, in its order.</param>
    /// <exception cref="GraphException">A parameter has no tensor of its shape; the message names both.</exception>
    public static MatchedWeights Match(Network network, ImmutableArray<CheckpointTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(network);
        var ranks = tensors.Where(t => t.Name.EndsWith(".weight", StringComparison.Ordinal))
            .GroupBy(t => t.Name[..^".weight".Length]).ToDictionary(group => group.Key, group => group.First().Dims.Length);
        var left = tensors.Where(tensor => TensorRoles.Find(tensor, ranks) is not null).ToList();
        var slots = network.Layers.SelectMany(layer => network.Parameters(layer).Select(parameter => new Slot(layer, parameter))).ToArray();
        var matches = new Dictionary<Slot, (CheckpointTensor Tensor, MatchKind Kind)>();
        foreach (var slot in slots)
        {
            if (ByName(network, slot, left) is not { } named)
                continue;
            if (!Fits(slot, named))
                throw new GraphException($"'{slot.Name}' of '{network.Name}' is {slot.Parameter.Dims}, but the file's '{named.Name}' is {named.DimsText}");
            matches[slot] = (named, MatchKind.Name);
            left.Remove(named);
        }

        foreach (var role in slots.Where(slot => !matches.ContainsKey(slot)).GroupBy(slot => TensorRoles.Find(slot.Layer, slot.Parameter.Name)))
        {
            var candidates = left.Where(tensor => TensorRoles.Find(tensor, ranks) == role.Key).ToArray();
            foreach (var (index, slot) in role.Index())
            {
                var tensor = index < candidates.Length ? candidates[index] : null;
                if (tensor is null || !Fits(slot, tensor) || candidates.Length != role.Count())
                    throw Refusal(network, slot, tensor, role.Count(), candidates.Length);
                matches[slot] = (tensor, MatchKind.Order);
                left.Remove(tensor);
            }
        }

        return new MatchedWeights(
            new WeightSet(matches.Select(m => KeyValuePair.Create(m.Key.Name, new WeightTensor(m.Key.Parameter.Dims, m.Value.Tensor.Values)))),
            [.. slots.Select(slot => new WeightMatch(slot.Name, matches[slot].Tensor.Name, slot.Parameter.Dims, matches[slot].Kind))],
            [.. left.Select(tensor => tensor.Name)]);
    }

    private static CheckpointTensor? ByName(Network network, Slot slot, List<CheckpointTensor> tensors)
    {
        if (tensors.Find(tensor => tensor.Name == slot.Name) is { } same)
            return same;
        // Wrappers put a prefix before every name.
        if (tensors.FindAll(tensor => tensor.Name.EndsWith($".{slot.Name}", StringComparison.Ordinal)) is [var wrapped])
            return wrapped;
        return ReleaseNames.EndOf(network, slot.Layer, slot.Parameter.Name) is { } end
            ? tensors.Find(tensor => tensor.Name.EndsWith(end, StringComparison.Ordinal)) : null;
    }

    private static bool Fits(Slot slot, CheckpointTensor tensor) => tensor.Dims.AsSpan().SequenceEqual(slot.Parameter.Dims.Dims.AsSpan());

    private static GraphException Refusal(Network network, Slot slot, CheckpointTensor? tensor, int needed, int found) => new(tensor is null || needed != found
        ? $"'{slot.Name}' of '{network.Name}' has no tensor of its own: {needed} tensors of its kind are needed and the file has {found} left"
        : $"'{slot.Name}' of '{network.Name}' is {slot.Parameter.Dims}, but the next tensor of its kind in the file, '{tensor.Name}', is {tensor.DimsText}");

    private sealed record Slot(Layer Layer, Parameter Parameter)
    {
        public string Name { get; } = $"{Layer.Name}.{Parameter.Name}";
    }
}
