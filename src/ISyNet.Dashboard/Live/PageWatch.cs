using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Html;

namespace ISyNet.Dashboard.Live;

/// <summary>What one open page is sent: each part and chart when it differs from what the page has, and problems with the store.</summary>
internal abstract class PageWatch(TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500), Trouble = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, string> _sent = new(StringComparer.Ordinal);
    private readonly List<SseItem<string>> _news = [];

    /// <summary>Tells which leases are held, and paces the looks.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>The events, until the reader leaves or what the page shows is gone.</summary>
    public async IAsyncEnumerable<SseItem<string>> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            var (isGone, failed) = await NextAsync(cancellation);
            foreach (var item in _news)
                yield return item;
            if (isGone)
                yield break;
            yield return new SseItem<string>("", "beat");
            // A large study takes longer to draw than to look at: at most a fifth of the time goes into it.
            var pace = Stopwatch.GetElapsedTime(began) * 4;
            await Task.Delay(failed ? Trouble : pace > Look ? pace : Look, clock, cancellation);
        }
    }

    /// <summary>Looks at the store, and sends what the page shows now.</summary>
    /// <exception cref="ISyNetException">The store fails, or no longer has what the page shows.</exception>
    protected abstract Task LookAsync(CancellationToken cancellation);

    /// <summary>Whether the store answers but no longer has what the page shows.</summary>
    protected virtual Task<bool> IsGoneAsync(CancellationToken cancellation) => Task.FromResult(false);

    /// <summary>Sends the element with an id.</summary>
    protected void Part(string id, XElement element) => Tell(id, JsonSerializer.Serialize(new { id, html = Markup.Fragment(element) }), "part");

    /// <summary>Sends the chart with an id; null while there is nothing to draw.</summary>
    protected void Chart(string id, Chart? chart) => Tell(id, $"{{\"id\":\"{id}\",\"chart\":{chart?.ToJson() ?? "null"}}}", "chart");

    /// <summary>Sends an event of its own kind.</summary>
    protected void Tell(string type, object content) => Tell(type, JsonSerializer.Serialize(content), type);

    private void Tell(string id, string text, string type)
    {
        if (_sent.GetValueOrDefault(id) == text)
            return;
        _sent[id] = text;
        _news.Add(new SseItem<string>(text, type));
    }

    private async Task<(bool IsGone, bool Failed)> NextAsync(CancellationToken cancellation)
    {
        _news.Clear();
        try
        {
            await LookAsync(cancellation);
            Tell("problem", new { text = "" });
            return (false, false);
        }
        catch (ISyNetException error)
        {
            var isGone = await IsGoneAsync(cancellation);
            Tell("problem", new { text = isGone ? $"{error.Message}. It was deleted while this page was open." : error.Message, gone = isGone });
            return (isGone, true);
        }
    }
}
