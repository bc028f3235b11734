using System.Collections.Immutable;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Images;
using ISyNet.Images.Formats;
using ISyNet.Search;
using ISyNet.Search.Bench;
using ISyNet.Search.Spaces;

namespace ISyNet.Evaluators.Bench;

/// <summary>
/// The networks that judge the evaluators: forty of the trained table's space, evenly spaced in the order of their latency on
/// ascend310 at batch 16, and the images that they were trained and judged on.
/// </summary>
internal static class JudgeSet
{
    public const int Count = 40;
    public const int TrainingImages = 12_000;
    public const int HeldOutImages = 5_000;
    public const double Epochs = 3;

    /// <summary>Decides which images are held out and which of the others are learnt from.</summary>
    public const ulong DataSeed = 1;

    /// <summary>Seeds of the trainings are <see cref="SeededRandom.NumberedSeed"/> of this and the network's place.</summary>
    public const ulong TrainingSeed = 7;

    /// <summary>All networks, from the fastest to the slowest.</summary>
    public static ImmutableArray<Candidate> Candidates()
    {
        var model = new ClosedFormModel(DeviceCatalog.Find("ascend310")!);
        Genotype[] ordered = [.. TableSpace.AllGenotypes()
            .OrderBy(g => model.Predict(g.ToArchitecture().Build(), 16).LatencyMs).ThenBy(g => g.Text, StringComparer.Ordinal)];
        return [.. Enumerable.Range(0, Count).Select(i => Candidate.Create(TrainingSeed, i, ordered[i * (ordered.Length - 1) / (Count - 1)]))];
    }

    /// <summary>Images to learn from and images to judge on: both are training images, test images are not read.</summary>
    public static (ImageSet Training, ImageSet HeldOut) Images()
    {
        var (rest, heldOut) = FashionMnist.Load().Training.HoldOut(HeldOutImages, DataSeed);
        return (rest.Subset(TrainingImages, DataSeed), heldOut);
    }
}
