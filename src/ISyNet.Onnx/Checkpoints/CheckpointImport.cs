using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>A checkpoint as one of our networks.</summary>
/// <param name="Architecture">The network, with the checkpoint's classes and last batch norm.</param>
/// <param name="Matched">Its weights, and where they came from.</param>
public sealed record ImportedCheckpoint(Architecture Architecture, MatchedWeights Matched);

/// <summary>Brings a checkpoint of the paper's release, or safetensors in PyTorch's layout, into a network of ours.</summary>
public static partial class CheckpointImport
{
    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    /// <summary>Reads the tensors of a .ckpt or .safetensors file.</summary>
    /// <exception cref="GraphException">The file cannot be read or is not sound.</exception>
    public static ImmutableArray<CheckpointTensor> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return MindSporeCheckpoint.Read(path);
        var (weights, _) = SafetensorsFile.Load(path);
        // The order of layers: numbers count as numbers, so that block 10 comes after block 2.
        return [.. weights.Names.OrderBy(name => Digits().Replace(name, digits => digits.Value.PadLeft(9, '0')), StringComparer.Ordinal).Select(name => new CheckpointTensor(name, weights[name].Dims.Dims, weights[name].Values))];
    }

    /// <summary>Matches the tensors with a network, or with the one of the zoo that they fit.</summary>
    /// <param name="tensors">The tensors, in the order of the file.</param>
    /// <param name="architecture">The network; found among the zoo's when null. Its classes and last batch norm follow the file.</param>
    /// <exception cref="GraphException">They do not fit; the message names the first tensor that does not.</exception>
    public static ImportedCheckpoint Match(ImmutableArray<CheckpointTensor> tensors, Architecture? architecture)
    {
        if (architecture is { } asked)
            return MatchWith(tensors, Adapt(asked, tensors));
        foreach (var candidate in ModelZoo.Names.Select(name => Adapt(ModelZoo.Find(name)!, tensors)))
        {
            try
            {
                return MatchWith(tensors, candidate) is { Matched.Unused.IsEmpty: true } imported ? imported : throw new GraphException("tensors are left");
            }
            catch (GraphException)
            {
                // Not this one: only a network that every tensor fits is taken.
            }
        }

        throw new GraphException($"the tensors fit no network of the zoo ({string.Join(", ", ModelZoo.Names)}): say with --network which one it is, to see what does not fit");
    }

    /// <summary>Leaves out class 0, the background of ImageNet's 1001 classes.</summary>
    /// <exception cref="GraphException">There is no class to leave out.</exception>
    public static ImportedCheckpoint WithoutBackground(ImportedCheckpoint imported)
    {
        ArgumentNullException.ThrowIfNull(imported);
        var classes = imported.Architecture.Classes - 1;
        if (classes < 1)
            throw new GraphException("a network of one class has no background class to leave out");
        var weights = imported.Matched.Weights;
        var network = imported.Architecture.Build();
        var classifier = network.Layers.Where(layer => layer.Place?.Role == LayerRole.Classifier)
            .SelectMany(layer => network.Parameters(layer).Select(parameter => $"{layer.Name}.{parameter.Name}")).ToHashSet(StringComparer.Ordinal);
        return imported with
        {
            Architecture = imported.Architecture with { Classes = classes },
            Matched = imported.Matched with
            {
                Weights = new WeightSet(weights.Names.Select(name => KeyValuePair.Create(
                    name, classifier.Contains(name) ? Tail(weights[name]) : weights[name]))),
            },
        };
    }

    private static ImportedCheckpoint MatchWith(ImmutableArray<CheckpointTensor> tensors, Architecture architecture) =>
        new(architecture, WeightMatching.Match(architecture.Build(), tensors));

    /// <summary>Classes by the rows of the last linear layer, last batch norm by whether a norm of that size follows it.</summary>
    private static Architecture Adapt(Architecture architecture, ImmutableArray<CheckpointTensor> tensors)
    {
        var last = tensors.LastOrDefault(IsLinear);
        var lastNorm = last is not null && tensors.Skip(tensors.IndexOf(last))
            .Any(t => (t.Name.EndsWith(".gamma", StringComparison.Ordinal) || t.Name.EndsWith(".weight", StringComparison.Ordinal)) && t.Dims.AsSpan().SequenceEqual([last.Dims[0]]));
        return architecture with { Classes = last?.Dims[0] ?? architecture.Classes, Head = architecture.Head with { LastBatchNorm = lastNorm } };
    }

    private static bool IsLinear(CheckpointTensor tensor) => tensor.Name.EndsWith(".weight", StringComparison.Ordinal) && tensor.Dims.Length == 2;

    private static WeightTensor Tail(WeightTensor tensor)
    {
        var row = tensor.Values.Length / tensor.Dims[0];
        int[] dims = [tensor.Dims[0] - 1, .. tensor.Dims.Dims.Skip(1)];
        return new WeightTensor(new Shape(dims), tensor.Values[row..]);
    }
}
