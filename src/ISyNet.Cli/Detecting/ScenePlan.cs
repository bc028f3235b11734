using ISyNet.Design;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Scenes;
using ISyNet.Images;

namespace ISyNet.Cli.Detecting;

/// <summary>A data set of scenes to compose.</summary>
internal sealed record ScenePlan(int Training, int Test, int Size, ulong Seed)
{
    private const string Step = "scenes";
    private const ulong TestSeed = 0x74657374;

    public (DetectionDataSet Training, DetectionDataSet Test) Write(ImageData images, string folder, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var options = SceneOptions.OfSize(Size);
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
