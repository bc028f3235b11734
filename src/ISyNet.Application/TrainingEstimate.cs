using System.Globalization;
using ISyNet.Training;

namespace ISyNet.Application;

/// <summary>Tells once, as soon as the speed of a training is known, how long all of it takes, and what it waits for.</summary>
/// <param name="progress">Is told.</param>
/// <param name="step">What the training is called.</param>
internal sealed class TrainingEstimate(IProgress<StepEvent> progress, string step)
{
    // The first steps are slow: a device chooses its kernels in them.
    private const int FirstSteps = 20;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10), Short = TimeSpan.FromMinutes(2);

    private bool _told;

    /// <summary>Takes the progress of the training.</summary>
    public void Report(TrainingProgress value)
    {
        if (_told || value.Step < FirstSteps || value.Total - value.Left < Measured || value.Total < Short)
            return;
        _told = true;
        progress.Report(new StepNote(step, Describe(value)));
    }

    /// <summary>The share of a step that waits for data, for the line of the progress; empty where it is small.</summary>
    public static string Waiting(TrainingProgress value) =>
        value.WaitingForData < 0.05 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({value.WaitingForData * 100:0} % of the time waiting for data)");

    /// <summary>The estimate in one line.</summary>
    internal static string Describe(TrainingProgress value) => string.Create(CultureInfo.InvariantCulture,
        $"the whole training takes about {Duration(value.Total)} at {value.ImagesPerSecond:#,0} images/s; it waits for data {value.WaitingForData * 100:0} % of the time, and computes the rest");

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes"),
    };
}
