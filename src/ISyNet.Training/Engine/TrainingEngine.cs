using System.Globalization;
using ISyNet.Training.Native;
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
    // Trying all kernels of a network takes some seconds: a training that goes on for long earns them back, one of a study does not.
    private const int StepsBeforeMeasuring = 500;

    private readonly TrainingTask<TBatch> _task;
    private readonly BatchSource<TBatch> _batches;
    private readonly TrainingBudget _budget;
    private readonly RunSettings _settings;
    private readonly TrainingClock _clock;
    private readonly TrainingLog _log;
    private readonly Lazy<Fingerprint> _fingerprint;
    private readonly TensorCopies _copies = new();
    private readonly PendingLosses _losses;
    private readonly double _highestRate;
    private IReadOnlyList<Learner> _learners = [];
    private TimeSpan? _saved;
    private long _stepsHere;
    private long _savedSteps = -1;

    public TrainingLoop(TrainingTask<TBatch> task, TrainingBudget budget, RunSettings settings, IProgress<TrainingProgress>? progress)
    {
        (_task, _batches, _budget, _settings, _clock) = (task, task.Batches, budget, settings, new TrainingClock(settings.Clock));
        (_log, _fingerprint) = (new TrainingLog(progress, settings.ProgressInterval), new Lazy<Fingerprint>(Identify));
        _losses = new PendingLosses(_log, task.LossesAtOnce);
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
                if (!_log.IsDue(Spent, _clock))
                    continue;
                Count();
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
        catch (Exception error) when (DeviceFailure.Describe(error, _task.Compute, _task.Recipe, Kept) is { } described)
        {
            throw new TrainingException(described, error);
        }
        finally
        {
            _losses.Clear();
        }

        return new TrainingOutcome(_log.Curve, _task.Steps, Epochs, ImagesPerSecond, _clock.Elapsed, _task.Compute.Arithmetic);
    }

    // The state to continue from, in words.
    private string? Kept => _settings.CheckpointPath is { } path && _savedSteps >= 0 ? string.Create(CultureInfo.InvariantCulture, $"the state at step {_savedSteps} is in {path}") : null;

    private void Step(double rate, CancellationToken cancellation)
    {
        using var timing = _clock.Train();
        using var scope = torch.NewDisposeScope();
        _learners = _task.BeginStep();
        foreach (var learner in _learners)
            learner.BeginStep();
        var parts = _batches.PartsPerStep;
        try
        {
            for (var part = 0; part < parts; part++)
            {
                // A step of many batches may take minutes.
                cancellation.ThrowIfCancellationRequested();
                Learn((_task.Steps * parts) + part, 1.0 / parts, rate);
            }
        }
        catch (OperationCanceledException)
        {
            _losses.Forget(_task.Steps + 1);
            foreach (var learner in _learners)
                learner.AbandonStep();
            throw;
        }

        if (_losses.AreDue)
            _losses.Read(_learners);
        foreach (var learner in _learners)
            learner.Step(rate, _task.Steps + 1);
        _task.EndStep();
        _task.Steps++;
        if (++_stepsHere == StepsBeforeMeasuring && _task.Compute is { Accelerator.IsCuda: true, Deterministic: false })
            TorchSwitches.MeasureKernels();
    }

    private void Learn(long number, double share, double rate)
    {
        using var scope = torch.NewDisposeScope();
        TBatch batch;
        using (_clock.WaitForData())
            batch = _batches.Take(number);
        _losses.Add(_task.Learn(batch, number, share), _task.Steps + 1, rate);
        foreach (var learner in _learners)
            learner.EndBatch();
    }

    /// <summary>The one place outside of a step that waits for a device.</summary>
    private void Count()
    {
        using var timing = _clock.Train();
        _losses.Read(_learners);
    }

    private double Rate(double spent) => _highestRate * LearningRateSchedule.Factor(_task.Recipe.Schedule, spent);

    private void AddPoint(CancellationToken cancellation)
    {
        Count();
        torch.set_num_threads(_task.Compute.Threads);
        _log.AddPoint(Epochs, _task.Evaluate(cancellation), Rate(Spent), _clock.Elapsed);
    }

    private void Save()
    {
        Count();
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
        // On a device, threads change nothing.
        if (_task.Compute.Accelerator.ByTensors)
            fingerprint.Add("accelerator", _task.Compute.Accelerator.IsCuda ? "cuda" : "tensors");
        else
            fingerprint.Add("threads", _task.Compute.Threads);
        fingerprint.Add("arithmetic", _task.Compute.Arithmetic.Products.ToString().ToLowerInvariant());
        _task.Identify(fingerprint);
        return fingerprint;
    }
}
