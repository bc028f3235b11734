using System.Collections.Immutable;
using ISyNet.Images;
using ISyNet.Training.Checkpoints;
using ISyNet.Training.Data;
using ISyNet.Training.Networks;
using ISyNet.Training.Optimisation;
using TorchSharp;

namespace ISyNet.Training;

/// <summary>One training while it runs: network, optimiser, average, batches, clock and curves.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly TrainingJob _job;
    private readonly TorchNetwork _network;
    private readonly Optimizer _optimizer;
    private readonly WeightAverage? _average;
    private readonly TrainingBatches _batches;
    private readonly TrainingLog _log;
    private readonly TrainingClock _clock = new();
    private readonly Lazy<string> _fingerprint;
    private long _steps;
    private TimeSpan _saved;

    public TrainingRun(TrainingJob job, IProgress<TrainingProgress>? progress)
    {
        (_job, _fingerprint) = (job, new Lazy<string>(() => JobFingerprint.Of(job)));
        torch.set_num_threads(job.Threads);
        var normalization = job.Normalization ?? job.Training.Normalization();
        Normalization = normalization;
        _network = new TorchNetwork(job.Network);
        if (job.InitialWeights is { } weights)
            _network.Load(weights);
        else
            _network.Initialize(SeededRandom.Derive(job.Seed, RandomPurpose.Weights));
        _optimizer = Optimizer.Of(_network.Parameters, job.Recipe.Optimizer);
        _average = job.Recipe.AverageDecay > 0 ? new WeightAverage(_network.Parameters, job.Recipe.AverageDecay) : null;
        _batches = new TrainingBatches(job.Training, normalization, job.Recipe, job.Seed);
        _log = new TrainingLog(progress, job.ProgressInterval);
        if (job.CheckpointPath is { } path && File.Exists(path))
            Restore(Checkpoint.Load(path, _fingerprint.Value));
    }

    private ISyNet.Graph.Normalization Normalization { get; }

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
            _log.Report(Spent, Epochs, rate, _clock, _steps * _batches.BatchSize);
        }

        Save();
        AddPoint(cancellation);
        return new TrainingResult(
            _network.Parameters.Read(_average?.Values, _average?.RunningStatistics), Normalization, _log.Curve, _steps, Epochs,
            _steps * _batches.BatchSize / Math.Max(1e-9, _clock.Training.TotalSeconds), _clock.Elapsed);
    }

    public void Dispose()
    {
        _batches.Dispose();
        _average?.Dispose();
        _network.Dispose();
    }

    private void Step(double rate)
    {
        using var scope = torch.NewDisposeScope();
        using var timing = _clock.Train();
        _batches.Fill(_steps);
        var dropout = new SeededRandom(_job.Seed, RandomPurpose.Dropout, (ulong)_steps);
        var logits = _network.ForwardTraining(_batches.Images, dropout);
        var loss = Losses.CrossEntropy(logits, _batches.Targets);
        _network.Parameters.Gradients.zero_();
        loss.backward();
        _log.Add(loss.item<float>(), logits, _batches.Labels);
        if (!double.IsFinite(_log.LastLoss))
            throw new TrainingException(Divergence.Describe(_network.Parameters, _steps + 1, rate));
        _steps++;
        _optimizer.Step(rate, _steps);
        _average?.Update(_steps);
    }

    private void Save()
    {
        _saved = _clock.Elapsed;
        if (_job.CheckpointPath is not { } path)
            return;
        var vectors = ImmutableDictionary.CreateBuilder<string, float[]>();
        VisitState((name, vector) => vectors[name] = vector.ToArray());
        new Checkpoint(_fingerprint.Value, _steps, _clock.Elapsed, _clock.Training, _log.State, vectors.ToImmutable()).Save(path);
    }

    private void Restore(Checkpoint checkpoint)
    {
        VisitState(checkpoint.Restore);
        (_steps, _log.State) = (checkpoint.Steps, checkpoint.Log);
        (_clock.EarlierElapsed, _clock.EarlierTraining, _saved) = (checkpoint.Elapsed, checkpoint.InSteps, checkpoint.Elapsed);
    }

    private void VisitState(StateVisitor visit)
    {
        visit("values", _network.Parameters.Values.Floats());
        visit("statistics", _network.Parameters.RunningStatistics.Floats());
        for (var i = 0; i < _optimizer.State.Count; i++)
            visit($"optimizer.{i}", _optimizer.State[i]);
        if (_average is { } average)
        {
            visit("average.values", average.Values.Floats());
            visit("average.statistics", average.RunningStatistics.Floats());
        }
    }

    private delegate void StateVisitor(string name, Span<float> vector);

    private double Rate(double spent) =>
        _job.Recipe.Optimizer.LearningRate * LearningRateSchedule.Factor(_job.Recipe.Schedule, spent);

    private void AddPoint(CancellationToken cancellation)
    {
        var accuracy = _job.Holdout is { } holdout ? Accuracy(holdout, cancellation) : double.NaN;
        _log.AddPoint(Epochs, accuracy, Rate(Spent), _clock.Elapsed);
    }

    private double Accuracy(ImageSet images, CancellationToken cancellation)
    {
        if (_average is null)
        {
            using var current = new Predictor(_network, Normalization);
            return current.Predict(images, _job.Recipe.EvaluationBatchSize, cancellation).Accuracy(images);
        }

        var weights = _network.Parameters.Read(_average.Values, _average.RunningStatistics);
        using var averaged = new Predictor(_job.Network, weights, Normalization);
        return averaged.Predict(images, _job.Recipe.EvaluationBatchSize, cancellation).Accuracy(images);
    }
}
