namespace ISyNet.Training.Engine;

/// <summary>The time that a training has spent, earlier sessions included: in all, and in training steps alone.</summary>
/// <param name="clock">By which time passes.</param>
internal sealed class TrainingClock(TimeProvider clock)
{
    private readonly TimeProvider _clock = clock;
    private readonly long _begun = clock.GetTimestamp();
    private TimeSpan _inSteps;

    /// <summary>Time of earlier sessions.</summary>
    public TimeSpan EarlierElapsed { get; set; }

    /// <summary>Time of earlier sessions in training steps.</summary>
    public TimeSpan EarlierTraining { get; set; }

    public TimeSpan Elapsed => EarlierElapsed + _clock.GetElapsedTime(_begun);

    public TimeSpan Training => EarlierTraining + _inSteps;

    /// <summary>Counts as training until disposed.</summary>
    public IDisposable Train() => new Step(this, _clock.GetTimestamp());

    private sealed class Step(TrainingClock of, long begun) : IDisposable
    {
        public void Dispose() => of._inSteps += of._clock.GetElapsedTime(begun);
    }
}
