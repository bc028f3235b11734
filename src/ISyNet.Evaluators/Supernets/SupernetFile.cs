using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training;
using ISyNet.Training.Checkpoints;
using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Evaluators.Supernets;

/// <summary>A supernet on disk: safetensors, one tensor (out, area, in) per parameter and plane; docs/evaluators.md has the metadata.</summary>
internal sealed class SupernetFile(string path, SupernetTraining training)
{
    private const string Format = "isynet.supernet/1";

    private readonly string _job = JobOf(training);

    public void Save(SharedWeights shared, long steps)
    {
        var tensors = shared.Tensors.SelectMany(pair => pair.Value.Planes.Select((plane, p) => KeyValuePair.Create(
            $"{p}:{pair.Key}", new WeightTensor(new Shape(pair.Value.Out, pair.Value.Area, pair.Value.In), plane))));
        SafetensorsFile.Save(path, new WeightSet(tensors), new Dictionary<string, string>
        {
            ["format"] = Format,
            ["job"] = _job,
            ["steps"] = steps.ToString(CultureInfo.InvariantCulture),
            ["arithmetic"] = TorchRuntime.Prepare().ToString(),
        });
    }

    /// <summary>What was saved, or null when there is no file.</summary>
    /// <exception cref="TrainingException">It is no supernet, damaged, or another one.</exception>
    public (SharedWeights Shared, long Steps)? Load()
    {
        if (!File.Exists(path))
            return null;
        var (weights, metadata) = SafetensorsFile.Load(path);
        if (metadata.GetValueOrDefault("format") != Format)
            throw new TrainingException($"{path}: is no supernet of format {Format}");
        if (metadata.GetValueOrDefault("job") != _job)
            throw new TrainingException($"{path}: is the supernet of another space, recipe, seed or data set; delete it or name another file");
        if (!long.TryParse(metadata.GetValueOrDefault("steps"), NumberStyles.None, CultureInfo.InvariantCulture, out var steps))
            throw new TrainingException($"{path}: is damaged: it does not say how many steps it has learnt; delete it to start again");
        var shared = new SharedWeights(training.Seed);
        foreach (var planes in weights.Names.GroupBy(name => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal))
        {
            var sorted = planes.OrderBy(name => int.Parse(name[..name.IndexOf(':', StringComparison.Ordinal)], CultureInfo.InvariantCulture)).Select(name => weights[name]).ToArray();
            var dims = sorted[0].Dims;
            if (dims.Rank != 3 || sorted.Any(tensor => tensor.Dims != dims))
                throw new TrainingException($"{path}: is damaged: tensor '{planes.Key}' is not three-dimensional throughout; delete it to start again");
            shared.Tensors[planes.Key] = SharedTensor.Of(dims[0], dims[1], dims[2], [.. sorted.Select(tensor => tensor.Values)]);
        }

        return (shared, steps);
    }

    /// <summary>What decides the weights: space, images, recipe, length and seed.</summary>
    private static string JobOf(SupernetTraining training)
    {
        using var fingerprint = new Fingerprint();
        fingerprint.Add(string.Create(CultureInfo.InvariantCulture,
            $"{training.Seed}\n{training.Epochs}\n{RecipeFile.Write(training.Recipe)}\n{training.Space.Input}\n{training.Space.Classes}\n{training.Space.Stem}\n{training.Space.Head}"));
        foreach (var gene in training.Space.Genes)
            fingerprint.Add($"{gene.Name}={string.Join(',', gene.Options)}");
        fingerprint.Add(training.Training);
        fingerprint.Add(System.Runtime.InteropServices.MemoryMarshal.AsBytes(training.Training.Labels.AsSpan()));
        return fingerprint.ToHex();
    }
}
