using ISyNet.Training.Optimisation;
using TorchSharp;

namespace ISyNet.Training.Engine;

/// <summary>
/// The one loop of all trainings: next batch, loss, step; evaluation, curve point and checkpoint when they are due. Several trainings may run at once on
/// different threads; none changes another's result.
/// </summary>
public static class TrainingEngine
{
    /// <summary>Drives a task to the end of its budget, on the calling thread.</summary>
    /// <param name="task">What learns. It stays the caller's, who reads the result from it and disposes it.</param>
    /// <param name="budget">How long.</param>
    /// <param name="settings">Checkpoint, intervals and clock.</param>
    /// <param name="progress">Told a few times per second.</param>
    /// <param name="cancellation">Stops between steps; with a checkpoint path the state is written first, and the same task goes on from there.</param>
    /// <exception cref="TrainingException">The loss is no longer a number, or the checkpoint is damaged or another training's.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TrainingOutcome Run<TBatch>(
        TrainingTask<TBatch> task, TrainingBudget budget, RunSettings settings, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
        where TBatch : IDisposable
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(budget);
        ArgumentNullException.ThrowIfNull(settings);
        return new TrainingLoop<TBatch>(task, budget, settings, progress).Run(cancellation);
    }
}

/// <summary>One training while it runs.</summary>
internal sealed class TrainingLoop<TBatch>
    where TBatch : IDisposable
{
    private readonly TrainingTask<TBatch> _task;
    private readonly BatchSource<TBatch> _batches;
    private readonly TrainingBudget _budget;
    private readonly RunSettings _settings;
    private readonly TrainingClock _clock;
    private readonly TrainingLog _log;
    private readonly Lazy<Fingerprint> _fingerprint;
    private readonly TensorCopies _copies = new();
    private readonly double _highestRate;
    private TimeSpan? _saved;
    private long _savedSteps = -1;

    public TrainingLoop(TrainingTask<TBatch> task, TrainingBudget budget, RunSettings settings, IProgress<TrainingProgress>? progress)
    {
        (_task, _batches, _budget, _settings, _clock) = (task, task.Batches, budget, settings, new TrainingClock(settings.Clock));
        (_log, _fingerprint) = (new TrainingLog(progress, settings.ProgressInterval), new Lazy<Fingerprint>(Identify));
        _highestRate = task.Optimizer.LearningRate;
        if (settings.CheckpointPath is { } path && File.Exists(path))
            Restore(Checkpoint.Load(path, _fingerprint.Value, task.Subject));
    }

    private double Epochs => (double)_task.Steps / _batches.StepsPerEpoch;

    private double Spent => _budget.Spent(_task.Steps, _batches.StepsPerEpoch, _clock.Elapsed);

    private double ImagesPerSecond => _task.Steps * _batches.ImagesPerStep / Math.Max(1e-9, _clock.Training.TotalSeconds);

    public TrainingOutcome Run(CancellationToken cancellation)
    {
        try
        {
            for (var spent = Spent; spent < 1; spent = Spent)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Epochs - _log.LastEpoch >= _settings.EvaluateEvery)
                    AddPoint(cancellation);
                // The first at once: a folder that cannot be written is found before hours of training.
                if (_saved is not { } saved || _clock.Elapsed - saved > _settings.CheckpointInterval)
                    Save();
                var rate = Rate(spent);
                Step(rate, cancellation);
                _log.Report(Spent, _task.Steps, Epochs, rate, _clock, ImagesPerSecond);
            }

            Save();
            AddPoint(cancellation);
        }
        catch (OperationCanceledException)
        {
            Save();
            throw;
        }

        return new TrainingOutcome(_log.Curve, _task.Steps, Epochs, ImagesPerSecond, _clock.Elapsed, _task.Compute.Arithmetic);
    }

    private void Step(double rate, CancellationToken cancellation)
    {
        using var timing = _clock.Train();
        using var scope = torch.NewDisposeScope();
        var learners = _task.BeginStep();
        foreach (var learner in learners)
            learner.BeginStep();
        var parts = new BatchLoss[_batches.PartsPerStep];
        try
        {
            for (var part = 0; part < parts.Length; part++)
            {
                // A step of many batches may take minutes.
                cancellation.ThrowIfCancellationRequested();
                parts[part] = Learn((_task.Steps * parts.Length) + part, 1.0 / parts.Length);
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var learner in learners)
                learner.AbandonStep();
            throw;
        }

        Count(parts, learners, rate);
        foreach (var learner in learners)
            learner.Step(rate, _task.Steps + 1);
        _task.EndStep();
        _task.Steps++;
    }

    private BatchLoss Learn(long number, double share)
    {
        using var scope = torch.NewDisposeScope();
        var learnt = _task.Learn(_batches.Take(number), number, share);
        return learnt with { Loss = learnt.Loss.MoveToOuterDisposeScope(), Correct = learnt.Correct?.MoveToOuterDisposeScope() };
    }

    /// <summary>The one place that waits for numbers. On a processor that costs nothing; a device would be asked after some steps.</summary>
    private void Count(BatchLoss[] parts, IReadOnlyList<Learner> learners, double rate)
    {
        foreach (var part in parts)
        {
            var loss = part.Loss.to(torch.ScalarType.Float64).item<double>();
            if (!double.IsFinite(loss))
                throw new TrainingException(Divergence.Describe(learners, _task.Steps + 1, rate));
            _log.Add(loss, part.Correct?.item<long>() ?? 0, part.Images);
        }
    }

    private double Rate(double spent) => _highestRate * LearningRateSchedule.Factor(_task.Recipe.Schedule, spent);

    private void AddPoint(CancellationToken cancellation)
    {
        torch.set_num_threads(_task.Compute.Threads);
        _log.AddPoint(Epochs, _task.Evaluate(cancellation), Rate(Spent), _clock.Elapsed);
    }

    private void Save()
    {
        _saved = _clock.Elapsed;
        if (_settings.CheckpointPath is not { } path || _savedSteps == _task.Steps)
            return;
        using var scope = torch.NewDisposeScope();
        new Checkpoint(_task.Steps, _clock.Elapsed, _clock.Training, _log.State, _copies.Take(_task.SaveState())).Save(path, _fingerprint.Value, _task.Compute.Arithmetic);
        _savedSteps = _task.Steps;
    }

    private void Restore(Checkpoint checkpoint)
    {
        using var scope = torch.NewDisposeScope();
        _task.RestoreState(checkpoint.Tensors.ToDictionary(
            pair => pair.Key, pair => torch.tensor(pair.Value.Values, [.. pair.Value.Dims.Dims.Select(dim => (long)dim)])));
        (_task.Steps, _savedSteps, _log.State) = (checkpoint.Steps, checkpoint.Steps, checkpoint.Log);
        (_clock.EarlierElapsed, _clock.EarlierTraining, _saved) = (checkpoint.Elapsed, checkpoint.InSteps, checkpoint.Elapsed);
    }

    private Fingerprint Identify()
    {
        var fingerprint = new Fingerprint();
        fingerprint.Add("seed", _task.Seed);
        fingerprint.Add("threads", _task.Compute.Threads);
        fingerprint.Add("arithmetic", _task.Compute.Arithmetic.Products.ToString().ToLowerInvariant());
        _task.Identify(fingerprint);
        return fingerprint;
    }
}
