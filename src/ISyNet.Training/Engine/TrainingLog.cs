using System.Collections.Immutable;
using ISyNet.Images.Judging;

namespace ISyNet.Training.Engine;

/// <summary>Gathers what the batches show into curve points and tells the progress.</summary>
internal sealed class TrainingLog(IProgress<TrainingProgress>? progress, TimeSpan interval)
{
    private readonly ImmutableArray<TrainingPoint>.Builder _curve = ImmutableArray.CreateBuilder<TrainingPoint>();
    private TimeSpan _lastReport;
    private double _lossSum, _smoothLoss = double.NaN;
    private long _batches, _images, _correct;

    public ImmutableArray<TrainingPoint> Curve => _curve.ToImmutable();

    /// <summary>The epoch of the last point; 0 before the first.</summary>
    public double LastEpoch => _curve.Count > 0 ? _curve[^1].Epoch : 0;

    public LogState State
    {
        get => new(_lossSum, _smoothLoss, _batches, _images, _correct, Curve);
        set
        {
            (_lossSum, _smoothLoss, _batches, _images, _correct) = (value.LossSum, value.SmoothLoss, value.Batches, value.Images, value.Correct);
            _curve.Clear();
            _curve.AddRange(value.Curve);
        }
    }

    /// <summary>Adds a batch of a loss, of whose images so many were classified rightly.</summary>
    public void Add(double loss, long correct, int images)
    {
        _smoothLoss = double.IsNaN(_smoothLoss) ? loss : (0.95 * _smoothLoss) + (0.05 * loss);
        _lossSum += loss;
        _batches++;
        _correct += correct;
        _images += images;
    }

    public void AddPoint(double epoch, double evaluation, double rate, TimeSpan elapsed)
    {
        _curve.Add(new TrainingPoint(
            epoch, _lossSum / Math.Max(1, _batches), _images > 0 ? (double)_correct / _images : double.NaN, evaluation, rate, elapsed.TotalSeconds));
        (_lossSum, _batches, _images, _correct) = (0, 0, 0, 0);
    }

    /// <summary>Whether progress is to be told now.</summary>
    public bool IsDue(double spent, TrainingClock clock) => progress is not null && (clock.Elapsed - _lastReport >= interval || spent >= 1);

    public void Report(double spent, long step, double epoch, double rate, TrainingClock clock, double imagesPerSecond)
    {
        _lastReport = clock.Elapsed;
        var left = spent > 0 ? clock.Elapsed * ((1 - Math.Min(1, spent)) / spent) : TimeSpan.Zero;
        progress?.Report(new TrainingProgress(
            Math.Min(1, spent), step, epoch, _smoothLoss, rate, imagesPerSecond, left, _curve.Count > 0 ? _curve[^1].Evaluation : double.NaN)
        {
            Total = clock.Elapsed + left,
            WaitingForData = clock.WaitingForData,
        });
    }
}

/// <summary>What a <see cref="TrainingLog"/> must keep over a stop.</summary>
internal sealed record LogState(
    double LossSum, double SmoothLoss, long Batches, long Images, long Correct, ImmutableArray<TrainingPoint> Curve);
