using System.Collections.Immutable;
using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training;
using ISyNet.Training.Data;
using ISyNet.Training.Native;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Detection.Learning;

/// <summary>One detection training while it runs.</summary>
internal sealed class DetectionRun : IDisposable
{
    /// <summary>Pictures whose pixels are measured at most.</summary>
    private const int MostMeasured = 500;

    // Pictures are larger than those of a classifier.
    private const int MeasuredAtOnce = 32;

    private readonly DetectionJob _job;
    private readonly WeightLearner _learner;
    private readonly DetectionObjective _objective;
    private readonly PictureBatches _batches;
    private readonly Normalization _normalization;
    private readonly IProgress<DetectionProgress>? _progress;
    private readonly TrainingClock _clock = new(TimeProvider.System);
    private readonly ImmutableArray<DetectionPoint>.Builder _curve = ImmutableArray.CreateBuilder<DetectionPoint>();
    private readonly string _fingerprint;
    private TimeSpan? _saved;
    private TimeSpan _reported;
    private double _lossSum, _smoothLoss = double.NaN;
    private long _lossSteps;
    private (long Step, Detector Detector)? _now;

    public DetectionRun(DetectionJob job, IProgress<DetectionProgress>? progress)
    {
        (_job, _progress) = (job, progress);
        torch.set_num_threads(job.Threads);
        var network = job.Design.Build();
        _normalization = job.Normalization ?? PixelStatistics.Normalization(job.Pictures.Shape, job.Pictures.Count, MostMeasured, i => job.Pictures[i].Pixels);
        _batches = new PictureBatches(job.Pictures, _normalization, job.Recipe, job.Seed);
        _learner = new WeightLearner(network, StartWeights.Draw(network, job.BackboneWeights, SeededRandom.Derive(job.Seed, RandomPurpose.Weights)),
            job.Recipe.Optimizer.For(_batches.BatchSize), job.Recipe.Schedule, job.Recipe.AverageDecay);
        _objective = new DetectionObjective(job.Design.Points, job.Design.ClassNames.Length, job.Recipe);
        _fingerprint = job.CheckpointPath is null ? "" : DetectionFingerprint.Of(job, network);
        if (job.CheckpointPath is { } path && File.Exists(path))
            Restore(DetectionCheckpoint.Load(path, _fingerprint));
    }

    private double Epochs => (double)_learner.Steps / _batches.StepsPerEpoch;

    private double Spent => _job.Budget.Spent(_learner.Steps, _batches.StepsPerEpoch, _clock.Elapsed);

    public DetectionTrainingResult ToEnd(CancellationToken cancellation)
    {
        try
        {
            for (var spent = Spent; spent < 1; spent = Spent)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Epochs - (_curve.Count > 0 ? _curve[^1].Epoch : 0) >= _job.JudgeEvery)
                    AddPoint(cancellation);
                // The first at once: a folder that cannot be written is found before hours of training.
                if (_saved is not { } saved || _clock.Elapsed - saved > _job.CheckpointInterval)
                    Save();
                Step(spent);
                Report();
            }

            Save();
            AddPoint(cancellation);
        }
        catch (OperationCanceledException)
        {
            Save();
            throw;
        }

        return new DetectionTrainingResult(Now(cancellation), _curve.ToImmutable(), _learner.Steps, Epochs, PicturesPerSecond, _clock.Elapsed, TorchRuntime.Prepare())
        {
            StatisticsMeasured = StatisticsAreStale,
        };
    }

    public void Dispose()
    {
        _batches.Dispose();
        _learner.Dispose();
    }

    private double PicturesPerSecond => _learner.Steps * _batches.BatchSize / Math.Max(1e-9, _clock.Training.TotalSeconds);

    private bool StatisticsAreStale => BatchNormStatistics.AreStale(_learner.Steps, _batches.StepsPerEpoch);

    /// <summary>The detector as the result would be now. The training itself goes on with the running statistics that it has.</summary>
    private Detector Now(CancellationToken cancellation)
    {
        if (_now is not { } now || now.Step != _learner.Steps)
            _now = now = (_learner.Steps, new Detector(_job.Design, StatisticsAreStale ? Measured(cancellation) : _learner.Weights, _normalization));
        return now.Detector;
    }

    private WeightSet Measured(CancellationToken cancellation)
    {
        using var network = new TorchNetwork(_job.Design.Build());
        network.Load(_learner.Weights);
        var count = Math.Min(BatchNormStatistics.MostImages, _job.Pictures.Count);
        BatchNormStatistics.Measure(
            network, count, i => _job.Pictures[(int)((long)i * _job.Pictures.Count / count)].Pixels, _normalization, MeasuredAtOnce, cancellation);
        return network.Read();
    }

    private void Step(double spent)
    {
        using var scope = torch.NewDisposeScope();
        using var timing = _clock.Train();
        _batches.Fill(_learner.Steps);
        var outputs = _learner.Forward(_batches.Images, new SeededRandom(_job.Seed, RandomPurpose.Dropout, (ulong)_learner.Steps));
        var loss = _learner.Step(_objective.Loss(outputs[0], outputs[1], _batches.Objects), spent);
        _smoothLoss = double.IsNaN(_smoothLoss) ? loss : (0.95 * _smoothLoss) + (0.05 * loss);
        (_lossSum, _lossSteps) = (_lossSum + loss, _lossSteps + 1);
    }

    private void AddPoint(CancellationToken cancellation)
    {
        var judgement = _job.Judge is { } judge ? judge(Now(cancellation), cancellation) : double.NaN;
        _curve.Add(new DetectionPoint(Epochs, _lossSum / Math.Max(1, _lossSteps), judgement, _clock.Elapsed.TotalSeconds));
        (_lossSum, _lossSteps) = (0, 0);
    }

    private void Report()
    {
        var spent = Spent;
        if (_progress is null || (_clock.Elapsed - _reported < TimeSpan.FromMilliseconds(200) && spent < 1))
            return;
        _reported = _clock.Elapsed;
        var left = spent > 0 ? _clock.Elapsed * ((1 - Math.Min(1, spent)) / spent) : TimeSpan.Zero;
        _progress.Report(new DetectionProgress(Math.Min(1, spent), Epochs, _smoothLoss, PicturesPerSecond, left, _curve.Count > 0 ? _curve[^1].Judgement : double.NaN));
    }

    private void Save()
    {
        _saved = _clock.Elapsed;
        if (_job.CheckpointPath is { } path)
            new DetectionCheckpoint(_learner.Steps, _clock.Elapsed, _clock.Training, _lossSum, _lossSteps, _smoothLoss, _curve.ToImmutable(), _learner.Save()).Save(path, _fingerprint);
    }

    private void Restore(DetectionCheckpoint checkpoint)
    {
        _learner.Restore(checkpoint.Vectors, checkpoint.Steps);
        _curve.AddRange(checkpoint.Curve);
        (_lossSum, _lossSteps, _smoothLoss) = (checkpoint.LossSum, checkpoint.LossSteps, checkpoint.SmoothLoss);
        (_clock.EarlierElapsed, _clock.EarlierTraining, _saved) = (checkpoint.Elapsed, checkpoint.InSteps, checkpoint.Elapsed);
    }
}

/// <summary>What a detection training leaves.</summary>
/// <param name="Detector">The detector; its weights are their running average where the recipe keeps one.</param>
/// <param name="Curve">A point per epoch, and the last.</param>
/// <param name="Steps">Optimiser steps.</param>
/// <param name="Epochs">Passes over the pictures.</param>
/// <param name="PicturesPerSecond">Mean training speed, judgements excluded.</param>
/// <param name="Elapsed">Time spent, judgements included.</param>
/// <param name="Arithmetic">What it was computed with.</param>
public sealed record DetectionTrainingResult(
    Detector Detector, ImmutableArray<DetectionPoint> Curve, long Steps, double Epochs, double PicturesPerSecond, TimeSpan Elapsed,
    TorchArithmetic Arithmetic)
{
    /// <summary>
    /// Whether the statistics of batch norms were measured on the training pictures for these weights, because the training had too few steps, in all or an
    /// epoch, for running ones.
    /// </summary>
    public bool StatisticsMeasured { get; init; }
}
