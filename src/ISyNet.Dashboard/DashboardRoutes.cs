using System.Globalization;
using System.Net.ServerSentEvents;
using ISyNet.Dashboard.Live;
using ISyNet.Dashboard.Pages;
using ISyNet.Dashboard.Results;
using ISyNet.Dashboard.Security;
using ISyNet.Reports.Html;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ISyNet.Dashboard;

/// <summary>Which page answers which address.</summary>
internal sealed class DashboardRoutes(PageFrame frame, StudyLibrary library, ResultShelf? shelf, CancellationToken stopping)
{
    private const int MostWatchers = 100;
    private static readonly TimeProvider Clock = TimeProvider.System;
    private int _watchers;

    public void Map(IEndpointRouteBuilder app)
    {
        Get(app, "/", context =>
        {
            context.Response.Redirect(library.HasStore ? "/studies" : shelf is not null ? "/results" : "/devices");
            return Task.CompletedTask;
        });
        Get(app, "/assets/{name}", AssetAsync);
        Show(app, "/studies", context => StudiesPage.CreateAsync(library, Clock, context.RequestAborted));
        Watch(app, "/studies/events", (_, cancellation) => new StudiesWatch(library, Clock).WatchAsync(cancellation));
        Show(app, "/study", context => StudyPage.CreateAsync(library, Study(context), CandidateQuery.Parse(context.Request.Query), Clock, context.RequestAborted));
        Watch(app, "/study/events", (context, cancellation) => new StudyWatch(library, Study(context), Clock).WatchAsync(cancellation));
        Get(app, "/study/rows", async context =>
        {
            var key = Study(context);
            await HtmlAsync(context, Markup.Fragment(CandidateTable.Rows(key, await library.ReadAsync(key, context.RequestAborted), CandidateQuery.Parse(context.Request.Query))));
        });
        var candidates = new CandidatePages(library, shelf, Clock);
        Show(app, "/candidate", context => candidates.CreateAsync(Study(context), Number(context), context.RequestAborted));
        Watch(app, "/candidate/events", (context, cancellation) => new CandidateWatch(library, Study(context), Number(context), Clock).WatchAsync(cancellation));
        Get(app, "/candidate/architecture.json", context => candidates.SendArchitectureAsync(context, Study(context), Number(context)));
        Get(app, "/candidate/model.onnx", context => candidates.SendModelAsync(context, Study(context), Number(context)));
        Get(app, "/candidate/weights.safetensors", context => candidates.SendWeightsAsync(context, Study(context), Number(context)));
        Show(app, "/compare/candidates", context => candidates.CompareAsync(Study(context), Number(context, 0), Number(context, 1), context.RequestAborted));
        Show(app, "/compare/studies", context => StudyComparisonPage.CreateAsync(library, Study(context, 0), Study(context, 1), context.RequestAborted));
        Show(app, "/devices", _ => Task.FromResult(DevicePages.List()));
        Show(app, "/device", context => Task.Run(() => DevicePages.Create(Text(context, "name"), Text(context, "network"), Text(context, "batch"), context.RequestAborted)));
        if (shelf is not null)
        {
            var results = new ResultPages(shelf, library);
            Show(app, "/results", _ => Task.FromResult(results.List()));
            Show(app, "/result", context => results.CreateAsync(Text(context, "folder"), context.RequestAborted));
            Get(app, "/result/file", context => results.SendAsync(context, Text(context, "folder"), Text(context, "file")));
        }

        Get(app, "/{**path}", context => throw new MissingPageException($"there is no page at {context.Request.Path}"));
    }

    /// <summary>Renders the pages of the newest studies before somebody asks: what is slow about the first page of a large one is then done.</summary>
    public async Task RenderAheadAsync()
    {
        try
        {
            foreach (var key in await library.NewestAsync(stopping))
                frame.Render(await StudyPage.CreateAsync(library, key, CandidateQuery.Parse(QueryCollection.Empty), Clock, stopping));
        }
        catch (Exception error) when (error is ISyNetException or OperationCanceledException)
        {
            // Whoever asks is told.
        }
    }

    private void Show(IEndpointRouteBuilder app, string path, Func<HttpContext, Task<Page>> page) => Get(app, path, async context => await HtmlAsync(context, frame.Render(await page(context))));

    private void Watch(IEndpointRouteBuilder app, string path, Func<HttpContext, CancellationToken, IAsyncEnumerable<SseItem<string>>> events) => Get(app, path, async context =>
    {
        if (Interlocked.Increment(ref _watchers) > MostWatchers)
        {
            Interlocked.Decrement(ref _watchers);
            context.Response.Headers.RetryAfter = "10";
            await RequestGuard.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "too many pages are open; close some");
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            // The first bytes tell the page at once that it is connected.
            await context.Response.StartAsync(end.Token);
            await SseFormatter.WriteAsync(events(context, end.Token), context.Response.Body, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader left, or the dashboard ends.
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    });

    /// <summary>An address whose errors are pages: what the user can correct is 404, anything else 500 without details.</summary>
    private void Get(IEndpointRouteBuilder app, string path, RequestDelegate answer) => app.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], async context =>
    {
        try
        {
            await answer(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (ISyNetException error) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await ResponsePolicy.Apply(context, () => Task.CompletedTask);
            context.Response.StatusCode = error is MissingPageException or Search.Studies.StudyException ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest;
            await HtmlAsync(context, frame.Render(NoticePage.Create("This page cannot be shown", error.Message)));
        }
    });

    private static Task HtmlAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html, context.RequestAborted);
    }

    private static async Task AssetAsync(HttpContext context)
    {
        var asset = AssetFiles.Find((string?)context.GetRouteValue("name") ?? "") ?? throw new MissingPageException("there is no such file");
        context.Response.ContentType = asset.ContentType;
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        context.Response.ContentLength = asset.Bytes.Length;
        await context.Response.Body.WriteAsync(asset.Bytes, context.RequestAborted);
    }

    private static string Text(HttpContext context, string name) => context.Request.Query[name].FirstOrDefault() ?? "";

    private static StudyKey Study(HttpContext context, int index = 0) =>
        StudyKey.TryParse(context.Request.Query[Links.StudyParameter].ElementAtOrDefault(index)) ?? throw new MissingPageException("the address names no study: open one from the list of studies");

    private static int Number(HttpContext context, int index = 0) =>
        int.TryParse(context.Request.Query["number"].ElementAtOrDefault(index), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : throw new MissingPageException("the address names no candidate: give its number");
}

/// <summary>There is nothing at the address.</summary>
internal sealed class MissingPageException(string message) : DashboardException(message);
