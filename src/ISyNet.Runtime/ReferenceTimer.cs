using System.Diagnostics;

namespace ISyNet.Runtime;

/// <summary>Times a small model now and then on the calling thread: what the machine's speed is at the moment.</summary>
internal sealed class ReferenceTimer : IDisposable
{
    // Often enough for drifts of seconds, seldom enough to leave the caches to what is measured.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(10);

    private readonly OnnxModel _model;
    private readonly ModelBatch _batch;
    private readonly List<double> _times = [];
    private long _last;

    public ReferenceTimer(string path)
    {
        _model = OnnxModel.Open(path);
        _batch = _model.Prepare(new float[_model.Input.Elements], 1);
        for (var i = 0; i < 3; i++)
            _batch.Run();
    }

    /// <summary>The lower quartile of the times: other programs only lengthen them.</summary>
    public double Ms => _times.Order().ElementAt(_times.Count / 4);

    public void Run()
    {
        if (_times.Count > 0 && Stopwatch.GetElapsedTime(_last) < Apart)
            return;
        var start = Stopwatch.GetTimestamp();
        _batch.Run();
        _times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        _last = Stopwatch.GetTimestamp();
    }

    public void Dispose()
    {
        _batch.Dispose();
        _model.Dispose();
    }
}
