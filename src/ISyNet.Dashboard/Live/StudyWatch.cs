using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ISyNet.Dashboard.Pages;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Html;
using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Dashboard.Live;

/// <summary>What one open page of a study is sent: each part and chart when it differs from what the page has, and problems with the store.</summary>
internal sealed class StudyWatch(StudyLibrary library, StudyKey key, TimeProvider clock)
{
    private const int MostCurves = 8, LastCurves = 3;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500), Trouble = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, string> _sent = new(StringComparer.Ordinal);
    private StudySnapshot? _seen;

    /// <summary>The events, until the reader leaves or the study is gone.</summary>
    public async IAsyncEnumerable<SseItem<string>> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            var (events, isGone, failed) = await NextAsync(cancellation);
            foreach (var item in events)
                yield return item;
            if (isGone)
                yield break;
            yield return new SseItem<string>("", "beat");
            // A large study takes longer to draw than to look at: at most a fifth of the time goes into it.
            var pace = Stopwatch.GetElapsedTime(began) * 4;
            await Task.Delay(failed ? Trouble : pace > Look ? pace : Look, clock, cancellation);
        }
    }

    private async Task<(List<SseItem<string>> Events, bool IsGone, bool Failed)> NextAsync(CancellationToken cancellation)
    {
        var events = new List<SseItem<string>>();
        try
        {
            var study = await library.ReadAsync(key, cancellation);
            Add(events, "problem", new { text = "" });
            if (study != _seen)
            {
                var parts = StudyParts.Render(key, study, clock.GetUtcNow());
                foreach (var (id, element) in parts.Elements)
                    Add(events, id, new { id, html = Markup.Fragment(new(element)) }, "part");
                foreach (var (id, chart) in parts.Charts)
                    AddChart(events, id, chart);
                Add(events, "rows", new { finished = study.Counts.Finished, proposed = study.Proposed });
                _seen = study;
            }

            AddChart(events, "chart-curves", StudyCharts.Curves(key, await CurvesAsync(library, key, study, cancellation), study.Best?.Number));
            return (events, false, false);
        }
        catch (ISyNetException error)
        {
            var isGone = await IsGoneAsync(cancellation);
            Add(events, "problem", new { text = isGone ? $"{error.Message}. It was deleted while this page was open." : error.Message, gone = isGone });
            return (events, isGone, true);
        }
    }

    /// <summary>The curves that a study's page shows: of the running candidates, the best one and the last ones.</summary>
    public static async Task<IReadOnlyList<(StudyCandidate Candidate, IReadOnlyList<CurvePoint> Curve)>> CurvesAsync(
        StudyLibrary library, StudyKey key, StudySnapshot study, CancellationToken cancellation)
    {
        var reader = await library.ReaderAsync(key.Folder, cancellation);
        var shown = new List<(StudyCandidate, IReadOnlyList<CurvePoint>)>();
        foreach (var candidate in study.Running.Take(MostCurves).Append(study.Best).OfType<StudyCandidate>().Concat(study.Started.Where(c => c.IsFinished).TakeLast(LastCurves)).DistinctBy(c => c.Number).OrderBy(c => c.Number))
            shown.Add((candidate, await reader.CurveAsync(key.Name, candidate.Number, cancellation)));
        return shown;
    }

    // The store answers, and does not have it.
    private async Task<bool> IsGoneAsync(CancellationToken cancellation)
    {
        try
        {
            var reader = await library.ReaderAsync(key.Folder, cancellation);
            return await reader.FindAsync(key.Name, cancellation) is null;
        }
        catch (ISyNetException)
        {
            return false;
        }
    }

    private void AddChart(List<SseItem<string>> events, string id, Chart? chart)
    {
        var text = $"{{\"id\":\"{id}\",\"chart\":{chart?.ToJson() ?? "null"}}}";
        if (_sent.TryAdd(id, text) || _sent[id] != text)
        {
            _sent[id] = text;
            events.Add(new SseItem<string>(text, "chart"));
        }
    }

    private void Add(List<SseItem<string>> events, string id, object content, string? type = null)
    {
        var text = JsonSerializer.Serialize(content);
        if (_sent.GetValueOrDefault(id) != text)
        {
            _sent[id] = text;
            events.Add(new SseItem<string>(text, type ?? id));
        }
    }
}
