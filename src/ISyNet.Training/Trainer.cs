using ISyNet.Training.Classification;
using ISyNet.Training.Engine;

namespace ISyNet.Training;

/// <summary>Trains image classifiers, alone or beside a partner. Several trainings may run at once on different threads; none changes another's result.</summary>
public static class Trainer
{
    /// <summary>Runs a job to its end on the calling thread.</summary>
    /// <param name="job">What to train.</param>
    /// <param name="progress">Told a few times per second.</param>
    /// <param name="cancellation">Stops between steps; with a checkpoint path the state is written first, and the same job goes on from there.</param>
    /// <exception cref="ISyNetException">The job cannot be run, or the loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TrainingResult Train(
        TrainingJob job, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        JobRules.Check(job);
        using var task = new ClassificationTask(job);
        var outcome = TrainingEngine.Run(task, job.Budget, job.Settings, progress, cancellation);
        return new TrainingResult(outcome with { StatisticsMeasured = task.MeasuresStatistics }, task.Weights(cancellation), task.Normalization, job.Holdout?.Count ?? 0);
    }
}
