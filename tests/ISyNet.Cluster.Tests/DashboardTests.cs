using System.Net;
using ISyNet.Cluster.Dashboard;
using ISyNet.Studies.Tests.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ISyNet.Cluster.Tests;

/// <summary>The page of the jobs in a web application of the test.</summary>
public sealed class DashboardTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task It_shows_the_candidates_and_changes_nothing()
    {
        var address = await server.NewDatabaseAsync();
        using var coordinator = ClusterProcess.Coordinator(address, "trials=4");
        using var worker = ClusterProcess.Worker(address, "gatefrom=1");
        await worker.UntilAsync("started 1");
        await using var cluster = await ClusterConnection.OpenAsync(address);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Map("/jobs", jobs => jobs.UseClusterJobs(cluster));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        Assert.Contains("s: candidate 1", await client.GetStringAsync("/jobs/jobs/processing"), StringComparison.Ordinal);
        Assert.Contains("s: candidate 0", await client.GetStringAsync("/jobs/jobs/succeeded"), StringComparison.Ordinal);
        Assert.Contains($"{Environment.MachineName}/{worker.Id}", await client.GetStringAsync("/jobs/servers"), StringComparison.OrdinalIgnoreCase);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("jobs[]", "2")]);
        using var answer = await client.PostAsync(new Uri("/jobs/jobs/enqueued/delete", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain(new Npgsql.NpgsqlConnectionStringBuilder(address).Host!, await client.GetStringAsync("/jobs/"), StringComparison.Ordinal);
    }
}
