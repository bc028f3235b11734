using ISyNet.Detection.Annotations;
using ISyNet.Detection.Scenes;
using ISyNet.Images;

namespace ISyNet.Application.Detection;

/// <summary>A data set of scenes to compose.</summary>
/// <param name="Training">Number of training scenes, composed of training images only.</param>
/// <param name="Test">Number of test scenes, composed of test images only.</param>
/// <param name="Size">Side of a scene in pixels.</param>
/// <param name="Seed">Determines all scenes.</param>
public sealed record ScenePlan(int Training, int Test, int Size, ulong Seed)
{
    private const string Step = "scenes";
    private const ulong TestSeed = 0x74657374;

    /// <summary>Writes the data set; if it fails, nothing is left.</summary>
    /// <param name="images">Single garments.</param>
    /// <param name="folder">The folder for <c>train.json</c>, <c>test.json</c> and the pictures.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellation">Stops between two scenes; then nothing is left.</param>
    /// <exception cref="ISyNetException">The folder cannot be written.</exception>
    public (DetectionDataSet Training, DetectionDataSet Test) WriteWhole(
        ImageData images, string folder, IProgress<StepEvent> progress, CancellationToken cancellation) =>
        WholeFolder.Make(folder, part => Write(images, part, progress, cancellation));

    /// <summary>Writes the data set; the annotation files come last.</summary>
    /// <inheritdoc cref="WriteWhole"/>
    public (DetectionDataSet Training, DetectionDataSet Test) Write(ImageData images, string folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(progress);
        progress.Report(new StepStarted(Step));
        var options = SceneOptions.FromSize(Size);
        var total = (double)(Training + Test);
        var training = SceneDataSet.Write(folder, "train", new SceneComposer(images.Training, options, Seed), Training, new Part(progress, 0, Training / total), cancellation);
        var test = SceneDataSet.Write(folder, "test", new SceneComposer(images.Test, options, SeededRandom.Derive(Seed, TestSeed)), Test, new Part(progress, Training / total, Test / total), cancellation);
        progress.Report(new StepFinished(Step, $"{Training} training scenes, {Test} test scenes of {Size}x{Size}"));
        return (training, test);
    }

    private sealed class Part(IProgress<StepEvent> progress, double from, double share) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new StepAdvanced(Step, from + (share * value)));
    }
}
