using System.Diagnostics;
using ISyNet.Dashboard.Pages;
using ISyNet.Search.Studies;

namespace ISyNet.Dashboard.Live;

/// <summary>Keeps an open list of studies up to date. Their best values need the candidates, so they are sent as these are read.</summary>
internal sealed class StudiesWatch(StudyLibrary library, TimeProvider clock) : PageWatch(clock)
{
    private static readonly TimeSpan ReadAtOnce = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, (StudyCounts Counts, StudySnapshot Study)> _read = new(StringComparer.Ordinal);
    private bool _isListed;

    protected override async Task LookAsync(CancellationToken cancellation)
    {
        var studies = await (await library.ReaderAsync(null, cancellation)).ListAsync(cancellation);
        var began = Stopwatch.GetTimestamp();
        // The list comes first and fills while large studies are read. Running studies are read again, because a lease may have ended.
        foreach (var next in studies.Where(s => _isListed && (s.Counts.Running > 0 || !_read.TryGetValue(s.Study.Name, out var known) || known.Counts != s.Counts)).OrderBy(s => _read.ContainsKey(s.Study.Name)))
        {
            _read[next.Study.Name] = (next.Counts, await library.ReadAsync(new StudyKey(null, next.Study.Name), cancellation));
            if (Stopwatch.GetElapsedTime(began) > ReadAtOnce)
                break;
        }

        Part(StudiesPage.Id, StudiesPage.Table(studies, name => _read.TryGetValue(name, out var known) ? known.Study : null, Clock.GetUtcNow()));
        _isListed = true;
    }
}
