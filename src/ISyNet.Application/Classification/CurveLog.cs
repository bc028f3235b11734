using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Core.Csv;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Training;
using ISyNet.Training.TensorBoard;

namespace ISyNet.Application.Classification;

/// <summary>Records the curves of a training: TensorBoard events during the training, and a CSV file and a picture at its end.</summary>
internal sealed class CurveLog(string folder, IProgress<StepEvent> progress, string step, int heldOutImages, Accelerator accelerator) : IProgress<TrainingProgress>, IDisposable
{
    private static readonly string[] Columns = ["epoch", "training_loss", "training_accuracy", "held_out_accuracy", "learning_rate", "seconds"];

    private readonly EventFile _events = new(folder);
    private readonly TrainingEstimate _estimate = new(progress, step);
    private long _lastStep = -1;
    private double _lastAccuracy = double.NaN;

    public void Report(TrainingProgress value)
    {
        progress.Report(new StepAdvanced(step, value.Spent, string.Create(CultureInfo.InvariantCulture,
            $"epoch {value.Epoch:0.00}, loss {value.Loss:0.000}, {Accuracy(value)}{value.ImagesPerSecond:0} images/s on {accelerator}{TrainingEstimate.Waiting(value)}, {Left(value.Left)} left")));
        _estimate.Report(value);
        if (value.Step <= _lastStep)
            return;
        _lastStep = value.Step;
        _events.AddScalar("train/loss", value.Step, value.Loss);
        _events.AddScalar("train/learning-rate", value.Step, value.LearningRate);
        _events.AddScalar("train/images-per-second", value.Step, value.ImagesPerSecond);
        if (double.IsNaN(value.Evaluation) || value.Evaluation.Equals(_lastAccuracy))
            return;
        _lastAccuracy = value.Evaluation;
        _events.AddScalar("held-out/accuracy", value.Step, value.Evaluation);
    }

    public void Dispose() => _events.Dispose();

    public static void Save(ClassifierFolder folder, string network, ImmutableArray<TrainingPoint> curve)
    {
        AtomicFile.WriteText(folder.Curve, CsvTable.Write(Columns, curve.Select(p => (object?[])
            [p.Epoch, p.Loss, p.TrainingAccuracy, double.IsNaN(p.Evaluation) ? null : p.Evaluation, p.LearningRate, p.Seconds])));
        TrainingFigures.AccuracyOverTime([new TrainingCurve(network, curve)]).SavePng(folder.Path);
    }

    private string Accuracy(TrainingProgress value) =>
        double.IsNaN(value.Evaluation) ? "" : $"held out {Images.Judging.Accuracy.FromShare(value.Evaluation, heldOutImages)}, ";

    private static string Left(TimeSpan left) => left.TotalHours >= 1 ? left.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : left.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}
