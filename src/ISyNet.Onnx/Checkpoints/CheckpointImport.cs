using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>A checkpoint as one of our networks.</summary>
/// <param name="Architecture">The network, with the checkpoint's classes and last batch norm.</param>
/// <param name="Matched">Its weights, and the tensor that each comes from.</param>
public sealed record ImportedCheckpoint(Architecture Architecture, MatchedWeights Matched);

/// <summary>Converts a checkpoint of the paper's release, or safetensors in PyTorch's layout, to one of our networks.</summary>
public static class CheckpointImport
{
    /// <summary>Reads the tensors of a .ckpt or .safetensors file. Safetensors are recognised by their content.</summary>
    /// <exception cref="GraphException">The file cannot be read or is not sound.</exception>
    public static Checkpoint Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (ForeignCheckpoint.Advice(path) is { } advice)
                throw new GraphException($"{path}: {advice}");
            if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) && !ForeignCheckpoint.IsSafetensors(path))
                return MindSporeCheckpoint.Read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GraphException($"{path}: {error.Message}", error);
        }

        // Safetensors files are sorted by type and name.
        var content = SafetensorsFile.Load(path);
        var weights = content.Weights;
        return new Checkpoint([.. weights.Names.Select(name => new CheckpointTensor(name, weights[name].Dims.Dims, weights[name].Values))], IsInOrder: false, content.LeftOut);
    }

    /// <summary>Matches the tensors with a network, or finds the network of the zoo that they fit.</summary>
    /// <param name="checkpoint">The file's tensors.</param>
    /// <param name="architecture">The network; null: found in the zoo. Its classes and last batch norm are taken from the file.</param>
    /// <exception cref="GraphException">They do not fit; the message names the first tensor that does not.</exception>
    /// <exception cref="AmbiguousWeightsException">They fit in more than one way.</exception>
    public static ImportedCheckpoint Match(Checkpoint checkpoint, Architecture? architecture)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (architecture is { } asked)
            return MatchWith(checkpoint, asked);
        foreach (var candidate in ModelZoo.Names.Select(name => ModelZoo.Find(name)!))
        {
            try
            {
                if (MatchWith(checkpoint, candidate) is { Matched.Unused.IsEmpty: true } imported)
                    return imported;
            }
            catch (GraphException error) when (error is not AmbiguousWeightsException)
            {
                // Try the next: we take only a network that every tensor fits.
            }
        }

        throw new GraphException($"the tensors fit no network of the zoo ({string.Join(", ", ModelZoo.Names)}): say with --network which one it is, to see what does not fit");
    }

    /// <summary>Removes class 0, the background of ImageNet's 1001 classes.</summary>
    /// <exception cref="GraphException">There is only one class.</exception>
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

    // Only shapes tell whether a batch norm follows the classifier. Try what the order of the tensors suggests first.
    private static ImportedCheckpoint MatchWith(Checkpoint checkpoint, Architecture architecture)
    {
        var (adapted, lastNorm) = Adapt(architecture, checkpoint.Tensors);
        try
        {
            return With(lastNorm);
        }
        catch (GraphException error) when (error is not AmbiguousWeightsException && !checkpoint.IsInOrder)
        {
            try
            {
                return With(!lastNorm);
            }
            catch (GraphException other) when (other is not AmbiguousWeightsException)
            {
                throw new GraphException(error.Message, error);
            }
        }

        ImportedCheckpoint With(bool norm)
        {
            var tried = adapted with { Head = adapted.Head with { LastBatchNorm = norm } };
            return new(tried, WeightMatching.Match(tried.Build(), checkpoint));
        }
    }

    /// <summary>The classes are the rows of the last linear layer on the head's features. There is a last batch norm if a norm of that size follows.</summary>
    private static (Architecture Architecture, bool LastNorm) Adapt(Architecture architecture, ImmutableArray<CheckpointTensor> tensors)
    {
        var network = architecture.Build();
        var features = network.Layers.Where(layer => layer.Place?.Role == LayerRole.Classifier).SelectMany(layer => network.Parameters(layer)).FirstOrDefault(parameter => parameter.Name == "weight")?.Dims is { Rank: >= 2 } dims ? dims[1] : 0;
        var last = tensors.Where(tensor => IsLinear(tensor) && tensor.Dims[1] == features).GroupBy(tensor => tensor.Name.Count(letter => letter == '.')).MinBy(group => group.Key)?.Last()
            ?? tensors.LastOrDefault(IsLinear);
        var lastNorm = last is not null && tensors.Skip(tensors.IndexOf(last))
            .Any(t => (t.Name.EndsWith(".gamma", StringComparison.Ordinal) || t.Name.EndsWith(".weight", StringComparison.Ordinal)) && t.Dims.AsSpan().SequenceEqual([last.Dims[0]]));
        return (architecture with { Classes = last?.Dims[0] ?? architecture.Classes }, lastNorm);
    }

    private static bool IsLinear(CheckpointTensor tensor) => tensor.Name.EndsWith(".weight", StringComparison.Ordinal) && tensor.Dims.Length == 2;

    private static WeightTensor Tail(WeightTensor tensor)
    {
        var row = tensor.Values.Length / tensor.Dims[0];
        int[] dims = [tensor.Dims[0] - 1, .. tensor.Dims.Dims.Skip(1)];
        return new WeightTensor(new Shape(dims), tensor.Values[row..]);
    }
}
