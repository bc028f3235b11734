using Hangfire;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Builder;

namespace ISyNet.Cluster.Dashboard;

/// <summary>The page of a cluster's jobs in an ASP.NET Core application.</summary>
public static class ClusterJobs
{
    /// <summary>The Content-Security-Policy that the page needs: its own files and styles in its elements, nothing of other places.</summary>
    public const string ContentPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    /// <summary>
    /// Answers every request of this pipeline with Hangfire's dashboard: what waits, runs, failed and is repeated, and the workers. Read-only. It asks nobody who
    /// they are: map it to a path, such as <c>/jobs</c>, behind the application's authentication. It needs no services.
    /// </summary>
    /// <param name="app">The pipeline of the path.</param>
    /// <param name="cluster">The cluster; it must stay open as long as the application runs.</param>
    public static IApplicationBuilder UseClusterJobs(this IApplicationBuilder app, ClusterConnection cluster)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(cluster);
        var options = new DashboardOptions
        {
            DashboardTitle = "Jobs",
            DisplayStorageConnectionString = false,
            // The application has let the request through, and nothing can be changed.
            Authorization = [],
            IgnoreAntiforgeryToken = true,
            IsReadOnlyFunc = _ => true,
            AppPath = null,
        };
        return app.UseMiddleware<AspNetCoreDashboardMiddleware>(cluster.Jobs, options, DashboardRoutes.Routes);
    }
}
