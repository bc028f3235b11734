using System.Collections.Immutable;
using ISyNet.Reports.Design;

namespace ISyNet.Application;

/// <summary>Passes events on and notes how long each step took.</summary>
internal sealed class StepTimer(IProgress<StepEvent> target) : IProgress<StepEvent>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _started = [];

    public ImmutableArray<StepDuration> Durations { get; private set; } = [];

    public void Report(StepEvent value)
    {
        lock (_lock)
        {
            if (value is StepStarted)
                _started[value.Step] = TimeProvider.System.GetTimestamp();
            else if (value is StepFinished && _started.TryGetValue(value.Step, out var started))
                Durations = Durations.Add(new StepDuration(value.Step, TimeProvider.System.GetElapsedTime(started)));
        }

        target.Report(value);
    }
}
