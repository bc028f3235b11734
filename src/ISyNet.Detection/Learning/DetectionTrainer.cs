using ISyNet.Training.Native;

namespace ISyNet.Detection.Learning;

/// <summary>Trains detectors. Several trainings may run at once on different threads; none changes another's result.</summary>
public static class DetectionTrainer
{
    /// <summary>Runs a job to its end on the calling thread.</summary>
    /// <param name="job">What to train.</param>
    /// <param name="progress">Told a few times per second.</param>
    /// <param name="cancellation">Stops between steps; with a checkpoint path the state is written first, and the same job goes on from there.</param>
    /// <exception cref="ISyNetException">The job cannot be run, or the loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static DetectionTrainingResult Train(DetectionJob job, IProgress<DetectionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Pictures.Count < 2)
            throw new DetectionException($"{job.Pictures.Count} pictures are too few to train on");
        if (job.Pictures.Shape != job.Design.Input)
            throw new DetectionException($"the pictures are {job.Pictures.Shape}, but the detector takes {job.Design.Input}");
        job.Normalization?.Check(job.Design.Input.Channels);
        TorchRuntime.Prepare();
        using var run = new DetectionRun(job, progress);
        return run.ToEnd(cancellation);
    }
}
