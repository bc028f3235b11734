namespace ISyNet.Training.Engine;

/// <summary>The time that a training has spent, earlier sessions included: in all, and in training steps alone.</summary>
/// <param name="clock">By which time passes.</param>
internal sealed class TrainingClock(TimeProvider clock)
{
    private readonly TimeProvider _clock = clock;
    private readonly long _begun = clock.GetTimestamp();
    private TimeSpan _inSteps, _waiting;

    /// <summary>Time of earlier sessions.</summary>
    public TimeSpan EarlierElapsed { get; set; }

    /// <summary>Time of earlier sessions in training steps.</summary>
    public TimeSpan EarlierTraining { get; set; }

    public TimeSpan Elapsed => EarlierElapsed + _clock.GetElapsedTime(_begun);

    public TimeSpan Training => EarlierTraining + _inSteps;

    /// <summary>The share of the training steps of this session that was spent waiting for data, 0 to 1.</summary>
    public double WaitingForData => _inSteps > TimeSpan.Zero ? Math.Min(1, _waiting / _inSteps) : 0;

    /// <summary>Counts as training until disposed.</summary>
    public IDisposable Train() => new Span(_clock, time => _inSteps += time);

    /// <summary>Counts as waiting for data, within training, until disposed.</summary>
    public IDisposable WaitForData() => new Span(_clock, time => _waiting += time);

    private sealed class Span(TimeProvider clock, Action<TimeSpan> add) : IDisposable
    {
        private readonly long _begun = clock.GetTimestamp();

        public void Dispose() => add(clock.GetElapsedTime(_begun));
    }
}
