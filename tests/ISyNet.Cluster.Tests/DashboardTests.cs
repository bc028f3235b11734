using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using ISyNet.Dashboard;
using ISyNet.Studies.Tests.Postgres;

namespace ISyNet.Cluster.Tests;

/// <summary>The pages of the jobs in the dashboard.</summary>
public sealed class DashboardTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Token = "a-token-for-the-test";

    [Fact]
    public async Task It_shows_the_candidates_and_changes_nothing()
    {
        var address = await server.NewDatabaseAsync();
        using var coordinator = ClusterProcess.Coordinator(address, "trials=4");
        using var worker = ClusterProcess.Worker(address, "gatefrom=1");
        await worker.UntilAsync("started 1");
        await using var dashboard = await DashboardServer.StartAsync(new DashboardOptions { Store = address });
        using var client = new HttpClient { BaseAddress = new Uri(dashboard.Address) };
        Assert.Contains("href=\"/jobs\"", await client.GetStringAsync("/studies"), StringComparison.Ordinal);
        Assert.Contains("s: candidate 1", await client.GetStringAsync("/jobs/jobs/processing"), StringComparison.Ordinal);
        Assert.Contains("s: candidate 0", await client.GetStringAsync("/jobs/jobs/succeeded"), StringComparison.Ordinal);
        Assert.Contains($"{Environment.MachineName}/{worker.Id}", await client.GetStringAsync("/jobs/servers"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, HttpMethod.Post, "/jobs/jobs/enqueued/delete", ("jobs[]", "2")));
        Assert.DoesNotContain(new Npgsql.NpgsqlConnectionStringBuilder(address).Host!, await client.GetStringAsync("/jobs/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_study_names_busy_and_idle_workers_as_they_come_and_go()
    {
        var address = await server.NewDatabaseAsync();
        using var busy = ClusterProcess.Worker(address, "labels=gpu", "gatefrom=1");
        await busy.UntilAsync("ready");
        using var coordinator = ClusterProcess.Coordinator(address, "trials=4");
        await busy.UntilAsync("started 1");
        await using var dashboard = await DashboardServer.StartAsync(new DashboardOptions { Store = address });
        using var client = new HttpClient { BaseAddress = new Uri(dashboard.Address), Timeout = Timeout.InfiniteTimeSpan };
        using var idle = ClusterProcess.Worker(address, "labels=phone");
        await idle.UntilAsync("ready");
        // One candidate is complete, so the time left of the other is known.
        var page = await UntilAsync(client, html => html.Contains($"/{idle.Id} (phone)</th><td>nothing of this study</td>", StringComparison.Ordinal));
        Assert.Matches($@"/{busy.Id} \(gpu\)</th><td><a href=""/candidate\?[^""]*number=1"">candidate 1</a></td><td class=""number""><time class=""since""[^>]*>[^<]+</time></td><td class=""number""><time class=""left""", page);
        await idle.SignalAsync("TERM");
        Assert.True(await idle.EndAsync() == 0, idle.Errors);
        await UntilAsync(client, html => !html.Contains($"/{idle.Id} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_lies_behind_the_checks_of_the_dashboard()
    {
        var address = await server.NewDatabaseAsync();
        await (await ClusterConnection.OpenAsync(address)).DisposeAsync();
        await using var dashboard = await DashboardServer.StartAsync(new DashboardOptions { Store = address, Token = Token });
        using var client = new HttpClient { BaseAddress = new Uri(dashboard.Address) };
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, HttpMethod.Get, "/jobs"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, HttpMethod.Post, "/jobs/stats", ("metrics[]", "servers:count")));
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, HttpMethod.Get, "/jobs"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, HttpMethod.Post, "/jobs/stats", ("metrics[]", "servers:count")));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(client, HttpMethod.Post, "/studies"));
        client.DefaultRequestHeaders.Add("Origin", "http://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, HttpMethod.Post, "/jobs/stats", ("metrics[]", "servers:count")));
    }

    [Fact]
    public async Task Without_a_cluster_there_are_no_jobs_and_no_tables_of_them()
    {
        var address = await server.NewDatabaseAsync();
        await (await Studies.StudyStores.OpenAsync(address)).DisposeAsync();
        await using var dashboard = await DashboardServer.StartAsync(new DashboardOptions { Store = address });
        using var client = new HttpClient { BaseAddress = new Uri(dashboard.Address) };
        Assert.DoesNotContain("/jobs", await client.GetStringAsync("/studies"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, HttpMethod.Get, "/jobs"));
        Assert.Null(await ClusterConnection.ReadJobsAsync(address));
    }

    /// <summary>Reads the pushed workers of the study until they are as awaited.</summary>
    private static async Task<string> UntilAsync(HttpClient client, Func<string, bool> isAwaited)
    {
        await using var stream = await client.GetStreamAsync("/study/events?study=%2Fs");
        await foreach (var item in SseParser.Create(stream).EnumerateAsync().WithCancellation(new CancellationTokenSource(Patience.Limit).Token))
        {
            if (item.EventType != "part")
                continue;
            using var part = JsonDocument.Parse(item.Data);
            if (part.RootElement.GetProperty("id").GetString() == "workers" && part.RootElement.GetProperty("html").GetString() is { } html && isAwaited(html))
                return html;
        }

        throw new InvalidOperationException("the events ended without the awaited workers");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(method, path);
        if (form.Length > 0)
            request.Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
