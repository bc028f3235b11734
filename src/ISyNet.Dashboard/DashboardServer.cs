using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ISyNet.Dashboard.Jobs;
using ISyNet.Dashboard.Live;
using ISyNet.Dashboard.Pages;
using ISyNet.Dashboard.Results;
using ISyNet.Dashboard.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ISyNet.Dashboard;

/// <summary>Serves the dashboard over HTTP. It reads and never writes; only GET is answered, except by the pages of a cluster's jobs.</summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private const int MostConnections = 200, LongestLine = 8 << 10, LargestHeaders = 32 << 10, LargestBody = 64 << 10;

    private readonly WebApplication _app;
    private readonly StudyLibrary _library;
    private readonly Task _ahead;

    private DashboardServer(WebApplication app, StudyLibrary library, string address, string? token, Task ahead)
    {
        _ahead = ahead;
        _app = app;
        _library = library;
        Address = address;
        Token = token;
    }

    /// <summary>Its address, such as <c>http://127.0.0.1:5080</c>.</summary>
    public string Address { get; }

    /// <summary>What readers must present; null when none is needed.</summary>
    public string? Token { get; }

    /// <summary>The address that a browser opens: with the token if one is needed.</summary>
    public string Link => Token is null ? $"{Address}/" : $"{Address}/?token={Token}";

    /// <summary>Starts to serve.</summary>
    /// <param name="options">What, and where.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="DashboardException">The options are not valid, or the address cannot be listened on.</exception>
    /// <exception cref="ISyNetException">The store does not exist or cannot be opened.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var token = options.Token ?? (IPAddress.IsLoopback(options.Listen) ? null : TokenGate.Generate());
        var shelf = options.Results is { } folder ? new ResultShelf(folder) : null;
        var library = new StudyLibrary(options.Store, shelf);
        // A store that cannot be opened is told now, not to the first reader.
        if (options.Store is not null)
            await library.ReaderAsync(null, cancellationToken);
        var (app, routes) = Build(options, token, library, shelf, await JobPages.FindAsync(options.Store, cancellationToken));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            await app.DisposeAsync();
            await library.DisposeAsync();
            throw new DashboardException($"cannot listen on {options.Listen} port {options.Port}: {error.Message}: give another --port, or 0 for a free one", error);
        }

        var ahead = Task.Run(routes.RenderAheadAsync, CancellationToken.None);
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        // "All addresses" is none that a browser can open.
        var host = options.Listen.Equals(IPAddress.Any) || options.Listen.Equals(IPAddress.IPv6Any) ? Dns.GetHostName()
            : options.Listen.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{options.Listen}]" : options.Listen.ToString();
        return new DashboardServer(app, library, string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}"), token, ahead);
    }

    /// <summary>Ends when serving was stopped.</summary>
    public Task WaitAsync(CancellationToken cancellationToken = default) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops within a second, and closes the stores.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _ahead;
        await _app.DisposeAsync();
        await _library.DisposeAsync();
    }

    private static (WebApplication App, DashboardRoutes Routes) Build(DashboardOptions options, string? token, StudyLibrary library, ResultShelf? shelf, JobPages? jobs)
    {
        // Nothing is read from files or variables of the environment: what the command line says is all.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestLineSize = LongestLine;
            kestrel.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.Use((context, next) => ResponsePolicy.Apply(context, next));
        app.Use((context, next) => new RequestGuard(IPAddress.IsLoopback(options.Listen), jobs is null ? null : JobPages.Path).Check(context, next));
        if (token is not null)
        {
            var gate = new TokenGate(token);
            app.Use((context, next) => gate.Check(context, next));
        }

        jobs?.Map(app);
        ImmutableArray<(string, string)> tabs =
        [
            .. options.Store is null ? [] : new[] { ("Studies", "/studies") }, .. options.Results is null ? [] : new[] { ("Results", "/results") }, ("Devices", "/devices"),
            .. jobs is null ? [] : new[] { ("Jobs", JobPages.Path) },
        ];
        var routes = new DashboardRoutes(new PageFrame(tabs), library, shelf, app.Lifetime.ApplicationStopping);
        routes.Map(app);
        return (app, routes);
    }
}
