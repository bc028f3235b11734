using System.Runtime.InteropServices;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training.Checkpoints;
using ISyNet.Training.Data;
using ISyNet.Training.Native;
using ISyNet.Training.Networks;
using ISyNet.Training.Optimisation;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training;

/// <summary>One training while it runs: the learner, its partner, batches, clock and curves.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly TrainingJob _job;
    private readonly Normalization _normalization;
    private readonly TorchArithmetic _arithmetic;
    private readonly Learner _learner;
    private readonly Learner? _partner;
    private readonly ShardedPass _pass;
    private readonly TrainingBatches _batches;
    private readonly TrainingLog _log;
    private readonly TrainingClock _clock;
    private readonly Lazy<string> _fingerprint;
    private readonly Dictionary<string, float[]> _copies = new(StringComparer.Ordinal);
    private readonly OptimizerRecipe _optimizer;
    private long _steps;
    private TimeSpan _saved;
    private (long Step, WeightSet Weights)? _measured;

    public TrainingRun(TrainingJob job, IProgress<TrainingProgress>? progress)
    {
        (_job, _clock, _fingerprint) = (job, new TrainingClock(job.Clock), new Lazy<string>(() => JobFingerprint.Of(job)));
        _arithmetic = TorchRuntime.Choose(job.Recipe.Arithmetic);
        _normalization = job.Normalization ?? job.Training.Normalization();
        _batches = new TrainingBatches(job.Training, _normalization, job.Recipe, job.Seed);
        _optimizer = job.Recipe.Optimizer.For(_batches.ImagesPerStep);
        _learner = Learn(job.Network, job.InitialWeights, RandomPurpose.Weights, job.Recipe.AverageDecay, LearningRules.Of(job.Recipe, job.Rates));
        _partner = job.Partner is { } partner ? Learn(partner, job.PartnerWeights, RandomPurpose.PartnerWeights, 0, LearningRules.Of(job.Recipe, [])) : null;
        _pass = new ShardedPass(_learner.Shards, _partner?.Shards ?? [], job.Seed);
        _log = new TrainingLog(progress, job.ProgressInterval);
        if (job.CheckpointPath is { } path && File.Exists(path))
            Restore(Checkpoint.Load(path, _fingerprint.Value));
    }

    private double Epochs => (double)_steps / _batches.StepsPerEpoch;

    private double Spent => _job.Budget.Spent(_steps, _batches.StepsPerEpoch, _clock.Elapsed);

    public TrainingResult ToEnd(CancellationToken cancellation)
    {
        try
        {
            return Run(cancellation);
        }
        catch (OperationCanceledException)
        {
            Save();
            throw;
        }
    }

    public void Dispose()
    {
        _batches.Dispose();
        _partner?.Dispose();
        _learner.Dispose();
    }

    private Learner Learn(Network network, WeightSet? start, ulong purpose, double averageDecay, LearningRules rules)
    {
        var drawn = start ?? WeightInitializer.Draw(network, SeededRandom.Derive(_job.Seed, purpose));
        var weights = start is null && _job.Recipe.ZeroLastNorm ? ResidualBranches.Silence(network, drawn) : drawn;
        return new Learner(network, weights, _optimizer, averageDecay, rules, Math.Min(_job.Threads, _batches.ImagesPerStep / _batches.PartsPerStep));
    }

    private TrainingResult Run(CancellationToken cancellation)
    {
        for (var spent = Spent; spent < 1; spent = Spent)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_steps % _batches.StepsPerEpoch == 0 && Epochs > _log.LastEpoch)
                AddPoint(cancellation);
            if (_clock.Elapsed - _saved > _job.CheckpointInterval)
                Save();
            var rate = Rate(spent);
            Step(rate);
            _log.Report(Spent, Epochs, rate, _clock, _steps, _batches.ImagesPerStep);
        }

        Save();
        AddPoint(cancellation);
        return new TrainingResult(
            Weights(cancellation), _normalization, _log.Curve, _steps, Epochs,
            _steps * _batches.ImagesPerStep / Math.Max(1e-9, _clock.Training.TotalSeconds), _clock.Elapsed, _arithmetic)
        {
            StatisticsMeasured = StatisticsAreStale,
            HeldOutImages = _job.Holdout?.Count ?? 0,
        };
    }

    private void Step(double rate)
    {
        using var timing = _clock.Train();
        _learner.ClearGradients();
        _partner?.ClearGradients();
        for (var part = 0; part < _batches.PartsPerStep; part++)
            Accumulate((_steps * _batches.PartsPerStep) + part, rate);
        _steps++;
        _learner.Step(rate, _steps);
        _partner?.Step(rate, _steps);
    }

    private void Accumulate(long part, double rate)
    {
        var batch = _batches.Take(part);
        var (loss, prediction) = _pass.Run(batch, part, 1.0 / _batches.PartsPerStep);
        _log.Add(loss, prediction, batch.Labels);
        if (double.IsFinite(loss))
            return;
        var unsound = _partner is not null && Divergence.IsSound(_learner) ? _partner : _learner;
        throw new TrainingException(Divergence.Describe(unsound, _steps + 1, rate));
    }

    private void Save()
    {
        _saved = _clock.Elapsed;
        if (_job.CheckpointPath is not { } path)
            return;
        VisitState(Copy);
        new Checkpoint(_fingerprint.Value, _steps, _clock.Elapsed, _clock.Training, _log.State, _copies).Save(path, _arithmetic);
    }

    // Into the same arrays for every checkpoint: large ones made anew would lie about until the oldest generation is collected.
    private void Copy(string name, Span<float> vector)
    {
        ref var copy = ref CollectionsMarshal.GetValueRefOrAddDefault(_copies, name, out _);
        vector.CopyTo(copy ??= new float[vector.Length]);
    }

    private void Restore(Checkpoint checkpoint)
    {
        VisitState(checkpoint.Restore);
        (_steps, _log.State) = (checkpoint.Steps, checkpoint.Log);
        (_clock.EarlierElapsed, _clock.EarlierTraining, _saved) = (checkpoint.Elapsed, checkpoint.InSteps, checkpoint.Elapsed);
    }

    private void VisitState(StateVisitor visit)
    {
        _learner.VisitState("", visit);
        _partner?.VisitState("partner.", visit);
    }

    private double Rate(double spent) => _optimizer.LearningRate * LearningRateSchedule.Factor(_job.Recipe.Schedule, spent);

    private void AddPoint(CancellationToken cancellation)
    {
        var accuracy = _job.Holdout is { Count: > 0 } holdout ? Accuracy(holdout, cancellation) : double.NaN;
        _log.AddPoint(Epochs, accuracy, Rate(Spent), _clock.Elapsed);
    }

    private bool StatisticsAreStale => BatchNormStatistics.AreStale(_steps, _batches.StepsPerEpoch);

    private double Accuracy(ImageSet images, CancellationToken cancellation)
    {
        torch.set_num_threads(_job.Threads);
        using var predictor = _learner.HasAverage || StatisticsAreStale
            ? new Predictor(_job.Network, Weights(cancellation), _normalization)
            : new Predictor(_learner.Network, _normalization);
        return predictor.Predict(images, _job.Recipe.EvaluationBatchSize, cancellation).Accuracy(images).Value;
    }

    /// <summary>The weights as the result would be now. The training itself goes on with the running statistics that it has.</summary>
    private WeightSet Weights(CancellationToken cancellation)
    {
        if (!StatisticsAreStale)
            return _learner.Weights;
        if (_measured?.Step != _steps)
            _measured = (_steps, Measured(cancellation));
        return _measured.Value.Weights;
    }

    private WeightSet Measured(CancellationToken cancellation)
    {
        torch.set_num_threads(_job.Threads);
        using var network = new TorchNetwork(_job.Network, new LearningRules(_job.Rates));
        network.Load(_learner.Weights);
        BatchNormStatistics.Measure(network, _job.Training, _normalization, cancellation);
        return network.Read();
    }
}
