using Hangfire;
using Hangfire.Dashboard;
using ISyNet.Cluster;
using ISyNet.Studies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ISyNet.Dashboard.Jobs;

/// <summary>
/// The evaluation jobs of a cluster: Hangfire's own pages of what waits, runs, failed and is repeated, and of the workers. Read-only. Hangfire's pages ask for
/// their figures by POST, so that method is answered here.
/// </summary>
internal sealed class JobPages
{
    /// <summary>Their path.</summary>
    public const string Path = "/jobs";

    // Hangfire writes styles into its elements.
    private const string ContentPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    private readonly JobStorage _jobs;

    private JobPages(JobStorage jobs) => _jobs = jobs;

    /// <summary>The pages of a store's jobs; null if it is no PostgreSQL database, or no cluster has used it.</summary>
    /// <exception cref="ISyNetException">The server cannot be reached.</exception>
    public static async Task<JobPages?> FindAsync(string? store, CancellationToken cancellationToken) =>
        store is not null && StudyStores.PostgresAddress(store) is { } address && await ClusterConnection.ReadJobsAsync(address, cancellationToken) is { } jobs ? new JobPages(jobs) : null;

    /// <summary>Answers requests of the path.</summary>
    public void Map(IApplicationBuilder app) => app.Map(Path, below =>
    {
        below.Use((HttpContext context, Func<Task> next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
            return next();
        });
        var options = new Hangfire.DashboardOptions
        {
            DashboardTitle = "Jobs",
            DisplayStorageConnectionString = false,
            // Host, origin and token were checked before, and nothing can be changed.
            Authorization = [],
            IgnoreAntiforgeryToken = true,
            IsReadOnlyFunc = _ => true,
            AppPath = "/",
        };
        below.UseMiddleware<AspNetCoreDashboardMiddleware>(_jobs, options, Hangfire.Dashboard.DashboardRoutes.Routes);
    });
}
