using System.Collections.Immutable;
using ISyNet.Training.Checkpoints;

namespace ISyNet.Training;

/// <summary>Gathers loss and accuracy of the steps into curve points and tells the progress.</summary>
internal sealed class TrainingLog(IProgress<TrainingProgress>? progress, TimeSpan interval)
{
    private readonly ImmutableArray<EpochPoint>.Builder _curve = ImmutableArray.CreateBuilder<EpochPoint>();
    private TimeSpan _lastReport;
    private double _lossSum, _smoothLoss = double.NaN;
    private long _steps, _images, _correct;

    public ImmutableArray<EpochPoint> Curve => _curve.ToImmutable();

    /// <summary>The epoch of the last point; 0 before the first.</summary>
    public double LastEpoch => _curve.Count > 0 ? _curve[^1].Epoch : 0;

    public LogState State
    {
        get => new(_lossSum, _smoothLoss, _steps, _images, _correct, Curve);
        set
        {
            (_lossSum, _smoothLoss, _steps, _images, _correct) = (value.LossSum, value.SmoothLoss, value.Steps, value.Images, value.Correct);
            _curve.Clear();
            _curve.AddRange(value.Curve);
        }
    }

    public void Add(double loss, Prediction prediction, ReadOnlySpan<int> labels)
    {
        _smoothLoss = double.IsNaN(_smoothLoss) ? loss : (0.95 * _smoothLoss) + (0.05 * loss);
        _lossSum += loss;
        _steps++;
        for (var i = 0; i < labels.Length; i++)
            _correct += prediction.Top(i) == labels[i] ? 1 : 0;
        _images += labels.Length;
    }

    public void AddPoint(double epoch, double holdoutAccuracy, double rate, TimeSpan elapsed)
    {
        _curve.Add(new EpochPoint(
            epoch, _lossSum / Math.Max(1, _steps), (double)_correct / Math.Max(1, _images), holdoutAccuracy, rate, elapsed.TotalSeconds));
        (_lossSum, _steps, _images, _correct) = (0, 0, 0, 0);
    }

    public void Report(double spent, double epoch, double rate, TrainingClock clock, long step, int imagesPerStep)
    {
        if (progress is null || (clock.Elapsed - _lastReport < interval && spent < 1))
            return;
        _lastReport = clock.Elapsed;
        var left = spent > 0 ? clock.Elapsed * ((1 - Math.Min(1, spent)) / spent) : TimeSpan.Zero;
        progress.Report(new TrainingProgress(
            Math.Min(1, spent), epoch, _smoothLoss, rate, step * imagesPerStep / Math.Max(1e-9, clock.Training.TotalSeconds), left,
            _curve.Count > 0 ? _curve[^1].HoldoutAccuracy : double.NaN)
        { Step = step });
    }
}
