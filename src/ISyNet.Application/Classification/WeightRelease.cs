using System.Collections.Immutable;
using System.Security.Cryptography;
using ISyNet.Application.Results;
using ISyNet.Core.Json;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Images.Judging;

namespace ISyNet.Application.Classification;

/// <summary>A file of a release.</summary>
/// <param name="Name">Its name in the folder of the release.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits.</param>
public sealed record ReleasedFile(string Name, long Bytes, string Sha256);

/// <summary>A trained network of a release.</summary>
/// <param name="Name">Network and data.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">The images that it was trained on.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates of one image.</param>
/// <param name="Correct">Correctly classified test images.</param>
/// <param name="TestImages">Test images.</param>
/// <param name="CommandLine">The command that trained it.</param>
/// <param name="Files">Its files: weights, model, architecture, recipe and training curve.</param>
public sealed record ReleasedWeights(
    string Name, string Network, string Data, string Recipe, double Epochs, ulong Seed, long Params, long Macs, int Correct, int TestImages,
    string CommandLine, ImmutableArray<ReleasedFile> Files)
{
    /// <summary>Its accuracy on the test images.</summary>
    public Accuracy TestAccuracy() => new(Correct, TestImages);
}

/// <summary>
/// Trained networks as a release: one flat folder whose files are uploaded as they are, with <c>index.json</c> of format <c>isynet.weights-index/1</c>
/// (docs/weights.md). Immutable.
/// </summary>
/// <param name="Networks">The networks, sorted by name.</param>
public sealed record WeightRelease(ImmutableArray<ReleasedWeights> Networks)
{
    /// <summary>The name of the index.</summary>
    public const string IndexFile = "index.json";

    private const string Format = "isynet.weights-index/1", WeightsEnding = ".safetensors", ArchitectureEnding = ".architecture.json";

    // Of the images of a training, a name says what they are and not which part.
    private const string TrainingPart = " training";
    private static readonly ImmutableArray<(Func<ClassifierFolder, string> File, string Ending)> Parts =
    [
        (run => run.Weights, WeightsEnding), (run => run.Model, ".onnx"), (run => run.Architecture, ArchitectureEnding), (run => run.Recipe, ".recipe.json"), (run => run.Curve, ".curve.csv"),
    ];

    /// <summary>Whether a folder is a release.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, IndexFile));

    /// <summary>Reads the index of a release.</summary>
    /// <exception cref="ISyNetException">There is none, or it is not valid.</exception>
    public static WeightRelease Read(string folder)
    {
        return IsIn(folder) ? MetricsJson.Read<WeightRelease>(Path.Combine(folder, IndexFile), Format)
            : throw new ISyNetException($"{folder}: is no release of weights: {IndexFile} is missing; make one with 'isynet zoo release RUN --out {folder}'");
    }

    /// <summary>Copies the networks of finished trainings into a folder and adds them to its index; one of the same name is replaced.</summary>
    /// <param name="runs">Result folders of train or finetune.</param>
    /// <param name="folder">The folder of the release.</param>
    /// <param name="cancellation">Stops between two networks.</param>
    /// <exception cref="ISyNetException">A folder has no finished training, or a file cannot be written.</exception>
    public static WeightRelease Add(IEnumerable<string> runs, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var networks = (IsIn(folder) ? Read(folder).Networks : []).ToDictionary(n => n.Name, StringComparer.Ordinal);
        foreach (var run in runs)
        {
            cancellation.ThrowIfCancellationRequested();
            var added = Copy(new ClassifierFolder(run), folder);
            networks[added.Name] = added;
        }

        var release = new WeightRelease([.. networks.Values.OrderBy(n => n.Name, StringComparer.Ordinal)]);
        AtomicFile.WriteText(Path.Combine(folder, IndexFile), StrictJson.Serialize(release, Format, MetricsJson.Options));
        return release;
    }

    /// <summary>The weights of a name; if there are none, those of the network of that name.</summary>
    public ImmutableArray<ReleasedWeights> Find(string name) =>
        Networks.Where(n => n.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToImmutableArray() is { IsEmpty: false } named ? named
            : [.. Networks.Where(n => n.Network.Equals(name, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Reads a network of a release, and checks its files against the index.</summary>
    /// <param name="folder">The folder of the release.</param>
    /// <param name="name">The name of the weights, or that of their network where it is the only one.</param>
    /// <exception cref="ISyNetException">The release has no such weights, or a file differs from the index.</exception>
    public static TrainedNetwork Load(string folder, string name)
    {
        var release = Read(folder);
        var found = release.Find(name);
        if (found is not [var released])
            throw new ISyNetException($"{folder}: {(found.IsEmpty ? "has no" : "has several")} weights '{name}': name one of {string.Join(", ", release.Networks.Select(n => n.Name))}");
        var (architecture, weights) = (Checked(ArchitectureEnding), Checked(WeightsEnding));
        return new TrainedNetwork(ArchitectureFile.Load(architecture), TrainedWeights.Load(weights));

        string Checked(string ending)
        {
            var path = Path.Combine(folder, released.Name + ending);
            if (!File.Exists(path))
                throw new ISyNetException($"{path}: is missing: download it to the others of the release");
            using var content = File.OpenRead(path);
            return released.Files.Any(file => file.Name == released.Name + ending && file.Sha256 == Convert.ToHexStringLower(SHA256.HashData(content))) ? path
                : throw new ISyNetException($"{path}: is not the file that {IndexFile} lists (SHA-256): download it again");
        }
    }

    private static ReleasedWeights Copy(ClassifierFolder run, string folder)
    {
        run.Load();
        foreach (var file in Parts.Select(part => part.File(run)).Append(run.Metrics))
        {
            if (!File.Exists(file))
                throw new ISyNetException($"{run.Path}: has no {Path.GetFileName(file)}: a release takes finished folders of 'isynet train' and 'isynet finetune'");
        }

        var result = ClassifierResult.Read(run);
        var data = result.Data.EndsWith(TrainingPart, StringComparison.Ordinal) ? result.Data[..^TrainingPart.Length] : result.Data;
        var name = string.Concat($"{result.Network}-{data}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));
        return new ReleasedWeights(
            name, result.Network, data, result.Recipe, result.Epochs, result.Seed, result.Params, result.Macs, result.Test.Correct, result.Test.Images,
            result.CommandLine, [.. Parts.Select(part => Copy(part.File(run), folder, name + part.Ending))]);
    }

    private static ReleasedFile Copy(string from, string folder, string name)
    {
        var bytes = File.ReadAllBytes(from);
        AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(bytes));
        return new ReleasedFile(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
