using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;
using ISyNet.Images;
using ISyNet.Images.Decoding;
using ISyNet.Images.Formats;
using ISyNet.Training;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Accuracy;

/// <summary>
/// Trainings to be run, one per seed: paths are relative to the list's folder; a network may also be one of the zoo, and a recipe one that
/// ships with the product. The partner of mutual learning is a network or none. A training may go on from the weights of a smaller network.
/// </summary>
internal sealed record Experiment(string Network, string Recipe, double Epochs, ImmutableArray<ulong> Seeds, string? Partner = null, string? From = null);

/// <summary>
/// Experiments as data, <c>"format": "isynet.experiments/1"</c>: what is trained, how many training images are held out to judge on,
/// and whether the test images are looked at when a training is over.
/// </summary>
internal sealed record ExperimentList
{
    public const string CurrentFormat = "isynet.experiments/1";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public required string Format { get; init; }

    /// <summary>The data set: fashion-mnist, or cifar10 from the user's cache (docs/data.md). Networks get its input and classes.</summary>
    public string Data { get; init; } = "fashion-mnist";

    /// <summary>Training images held out, each class in its share, by the split of <see cref="SplitSeed"/>.</summary>
    public required int HeldOut { get; init; }

    public ulong SplitSeed { get; init; } = 1;

    /// <summary>How many of the other training images are learnt from, each class in its share; all when null.</summary>
    public int? TrainingImages { get; init; }

    /// <summary>Whether the test images are looked at. Lists that choose something leave it off.</summary>
    public bool Test { get; init; }

    public required ImmutableArray<Experiment> Experiments { get; init; }

    [JsonIgnore]
    public string Folder { get; private init; } = ".";

    public static ExperimentList Load(string path)
    {
        try
        {
            var list = JsonSerializer.Deserialize<ExperimentList>(File.ReadAllText(path), Json);
            if (list is not { Format: CurrentFormat })
                throw new TrainingException($"{path}: is no list of experiments: it needs \"format\": \"{CurrentFormat}\"");
            return list with { Folder = Path.GetDirectoryName(Path.GetFullPath(path))! };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new TrainingException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The images of the data set.</summary>
    public ImageData Images(CancellationToken cancellation) => Data switch
    {
        "fashion-mnist" => FashionMnist.Load(),
        "cifar10" when Cifar10.IsThere => Cifar10.Load(new PictureReading(Shape.Map(3, 32, 32)), cancellation),
        "cifar10" => throw new TrainingException($"CIFAR-10 is not on this machine: put it into {Cifar10.Folder}"),
        _ => throw new TrainingException($"there is no data set '{Data}': fashion-mnist or cifar10"),
    };

    /// <summary>The network of a file or of the zoo for some images, with the head that the recipe asks for.</summary>
    public Network Network(string name, TrainingRecipe recipe, ImageSet images) => recipe.Prepare(
        (ModelZoo.Find(name) ?? ArchitectureFile.Load(Path.Combine(Folder, name))).For(images.Shape, images.ClassNames.Length)).Build();

    /// <summary>The weights that a network grows out of, which compute the same at first; null for random ones.</summary>
    public WeightSet? Start(Experiment experiment, Network network, ulong seed) => experiment.From is { } weights
        ? WeightInheritance.Grow(network, SafetensorsFile.Load(Path.Combine(Folder, weights)).Weights, seed) : null;

    public TrainingRecipe Recipe(Experiment experiment) =>
        RecipeFile.Find(experiment.Recipe) ?? RecipeFile.Load(Path.Combine(Folder, experiment.Recipe));
}
