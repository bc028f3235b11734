using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using ISyNet.Application.Results;
using ISyNet.Core.Results;
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
/// <param name="Files">Its files: weights, model, architecture and recipe.</param>
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

    private const string Format = "isynet.weights-index/1";
    private static readonly ImmutableArray<(string File, string Ending)> Parts =
        [(ResultFiles.Weights, ".safetensors"), (ResultFiles.Model, ".onnx"), (ResultFiles.Architecture, ".architecture.json"), (ResultFiles.Recipe, ".recipe.json")];

    private static readonly JsonSerializerOptions Json = new(MetricsJson.Options) { RespectRequiredConstructorParameters = true };

    /// <summary>Reads the index of a release.</summary>
    /// <exception cref="ISyNetException">There is none, or it is not valid.</exception>
    public static WeightRelease Read(string folder)
    {
        var file = Path.Combine(folder, IndexFile);
        if (!File.Exists(file))
            throw new ISyNetException($"{folder}: is no release of weights: {IndexFile} is missing; make one with 'isynet zoo release RUN --out {folder}'");
        try
        {
            return JsonSerializer.Deserialize<Index>(File.ReadAllBytes(file), Json) is { Format: Format } index
                ? new WeightRelease(index.Networks) : throw new ISyNetException($"{file}: is not of format {Format}");
        }
        catch (JsonException error)
        {
            throw new ISyNetException($"{file}: line {error.LineNumber + 1} is not an index of weights", error);
        }
    }

    /// <summary>Copies the networks of finished trainings into a folder and adds them to its index; one of the same name is replaced.</summary>
    /// <param name="runs">Result folders of train or finetune.</param>
    /// <param name="folder">The folder of the release.</param>
    /// <param name="cancellation">Stops between two networks.</param>
    /// <exception cref="ISyNetException">A folder has no finished training, or a file cannot be written.</exception>
    public static WeightRelease Add(IEnumerable<string> runs, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var networks = (File.Exists(Path.Combine(folder, IndexFile)) ? Read(folder).Networks : []).ToDictionary(n => n.Name, StringComparer.Ordinal);
        foreach (var run in runs)
        {
            cancellation.ThrowIfCancellationRequested();
            var added = Copy(run, folder);
            networks[added.Name] = added;
        }

        var release = new WeightRelease([.. networks.Values.OrderBy(n => n.Name, StringComparer.Ordinal)]);
        AtomicFile.WriteText(Path.Combine(folder, IndexFile), JsonSerializer.Serialize(new Index(Format, release.Networks), Json));
        return release;
    }

    private static ReleasedWeights Copy(string run, string folder)
    {
        new ClassifierFolder(run).Load();
        foreach (var (file, _) in Parts.Append((ResultFiles.Metrics, "")))
        {
            if (!File.Exists(Path.Combine(run, file)))
                throw new ISyNetException($"{run}: has no {file}: a release takes finished folders of 'isynet train' and 'isynet finetune'");
        }

        using var metrics = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, ResultFiles.Metrics)));
        var root = metrics.RootElement;
        var (network, data) = (root.GetProperty("network").GetString()!, root.GetProperty("data").GetString()!);
        var name = string.Concat($"{network}-{data}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));
        var test = root.GetProperty("test");
        return new ReleasedWeights(
            name, network, data, root.GetProperty("recipe").GetString()!, root.GetProperty("epochs").GetDouble(), root.GetProperty("seed").GetUInt64(),
            root.GetProperty("params").GetInt64(), root.GetProperty("macs").GetInt64(), test.GetProperty("correct").GetInt32(), test.GetProperty("images").GetInt32(),
            root.GetProperty("commandLine").GetString()!, [.. Parts.Select(part => Copy(Path.Combine(run, part.File), folder, name + part.Ending))]);
    }

    private static ReleasedFile Copy(string from, string folder, string name)
    {
        var bytes = File.ReadAllBytes(from);
        AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(bytes));
        return new ReleasedFile(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private sealed record Index(string Format, ImmutableArray<ReleasedWeights> Networks);
}
