using System.Diagnostics;

namespace ISyNet.Training;

/// <summary>The time that a training has spent, earlier sessions included: in all, and in training steps alone.</summary>
internal sealed class TrainingClock
{
    private readonly Stopwatch _all = Stopwatch.StartNew();
    private readonly Stopwatch _steps = new();

    /// <summary>Time of earlier sessions.</summary>
    public TimeSpan EarlierElapsed { get; set; }

    /// <summary>Time of earlier sessions in training steps.</summary>
    public TimeSpan EarlierTraining { get; set; }

    public TimeSpan Elapsed => EarlierElapsed + _all.Elapsed;

    public TimeSpan Training => EarlierTraining + _steps.Elapsed;

    /// <summary>Counts as training until disposed.</summary>
    public IDisposable Train()
    {
        _steps.Start();
        return new Stop(_steps);
    }

    private sealed class Stop(Stopwatch watch) : IDisposable
    {
        public void Dispose() => watch.Stop();
    }
}
