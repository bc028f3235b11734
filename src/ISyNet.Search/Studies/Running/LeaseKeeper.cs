using System.Collections.Immutable;
using System.Threading.Channels;

namespace ISyNet.Search.Studies.Running;

/// <summary>
/// Keeps a lease alive while its candidate is evaluated, writes the curve as it grows, and cancels the evaluation when the
/// run is stopped or the lease is lost.
/// </summary>
internal sealed class LeaseKeeper : IProgress<CurvePoint>, IAsyncDisposable
{
    private readonly IStudyStore _store;
    private readonly string _study;
    private readonly int _number;
    private readonly LeaseOwner _owner;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _clock;
    private readonly IProgress<StudyEvent>? _progress;
    private readonly CancellationTokenSource _evaluation;
    private readonly CancellationTokenSource _keeping = new();
    private readonly Channel<CurvePoint> _points = Channel.CreateUnbounded<CurvePoint>();
    private readonly long _started;
    private readonly Task _loop;
    private ImmutableArray<CurvePoint> _curve = [];

    public LeaseKeeper(
        IStudyStore store, string study, int number, LeaseOwner owner, TimeSpan duration, TimeProvider clock, IProgress<StudyEvent>? progress, CancellationToken stop)
    {
        (_store, _study, _number, _owner, _duration, _clock, _progress) = (store, study, number, owner, duration, clock, progress);
        // The first beat counts from here, however late the loop comes to run.
        _started = clock.GetTimestamp();
        _evaluation = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _loop = Task.Run(() => KeepAsync(_keeping.Token), CancellationToken.None);
    }

    /// <summary>Cancelled when the evaluation must end.</summary>
    public CancellationToken Token => _evaluation.Token;

    /// <summary>Whether another worker has the candidate now.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The points reported so far.</summary>
    public ImmutableArray<CurvePoint> Curve => _curve;

    /// <inheritdoc/>
    public void Report(CurvePoint value)
    {
        ImmutableInterlocked.Update(ref _curve, (curve, point) => curve.Add(point), value);
        _points.Writer.TryWrite(value);
        _progress?.Report(new CurveGrew(_number, value));
    }

    /// <summary>Ends the heartbeat after a write in progress is finished.</summary>
    public async Task StopAsync()
    {
        await _keeping.CancelAsync();
        await _loop;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        // The token source is left to the collector: an evaluation that was left behind may still look at its token.
        _keeping.Dispose();
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        var last = _started;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await NextPointAsync(last, cancellationToken) is { } point)
                {
                    await _store.AddCurvePointAsync(_study, _number, _owner, point, cancellationToken);
                    continue;
                }

                last = _clock.GetTimestamp();
                if (!await _store.RenewAsync(_study, _number, _owner, _duration, cancellationToken))
                    await LoseAsync();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (StudyException)
            {
                // A store that is busy now may answer the next beat; the end of the evaluation tells when it does not.
            }
        }
    }

    /// <summary>The next point of the curve; null when a third of the lease has passed since <paramref name="last"/>.</summary>
    private async Task<CurvePoint?> NextPointAsync(long last, CancellationToken cancellationToken)
    {
        var (third, passed) = (_duration / 3, _clock.GetElapsedTime(last));
        using var beat = new CancellationTokenSource(passed < third ? third - passed : TimeSpan.Zero, _clock);
        // The timer does not see time that passes before it is set.
        if (_clock.GetElapsedTime(last) >= third)
            return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, beat.Token);
        try
        {
            return await _points.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task LoseAsync()
    {
        IsLost = true;
        _progress?.Report(new LeaseLost(_number, _owner));
        await _evaluation.CancelAsync();
        await _keeping.CancelAsync();
    }
}
