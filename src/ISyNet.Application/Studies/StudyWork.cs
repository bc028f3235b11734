using System.Globalization;
using ISyNet.Cluster;
using ISyNet.Hardware.Devices;
using ISyNet.Images;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Training;

namespace ISyNet.Application.Studies;

/// <summary>What a worker of a cluster makes of a study: the space, device and images that it names on this machine, checked by their hashes, and its evaluator. Immutable.</summary>
/// <param name="Find">Finds what a specification names.</param>
/// <param name="Accelerator">What trainings compute on.</param>
/// <param name="Checkpoints">The folder, shared by the workers, for what is unfinished; null: a stopped training starts anew.</param>
public sealed record StudyWork(Func<StudySpec, CancellationToken, (SearchSpace Space, Device Device, ImageSet Training)> Find, Accelerator Accelerator, string? Checkpoints)
{
    /// <summary>Opens a study for a worker.</summary>
    /// <exception cref="ISyNetException">Something is missing here, or is not what the study was made with.</exception>
    public OpenedStudy Open(Study study, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        var (space, device, training) = Find(study.Spec, cancellation);
        study.CheckContents(ContentHashes.Create(device, space, training.ContentHash()));
        var folder = FolderOf(study);
        var supernet = folder is null ? null : Path.Combine(Directory.CreateDirectory(folder).FullName, "supernet.safetensors");
        return new OpenedStudy(space, StudyEvaluators.Open(study.Spec, space, training, supernet, Accelerator, folder), StudyRun.Costs(study.Spec, device));
    }

    // The time tells a study from a deleted one of the same name.
    private string? FolderOf(Study study) => Checkpoints is null ? null : Path.Combine(Checkpoints, string.Create(
        CultureInfo.InvariantCulture, $"{string.Concat(study.Name.Split(Path.GetInvalidFileNameChars()))}-{study.CreatedAt.ToUnixTimeSeconds()}"));
}
