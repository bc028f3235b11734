using System.CommandLine;
using System.Net;
using System.Runtime.CompilerServices;
using ISyNet.Cli.Commands.Studies;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Dashboard;

namespace ISyNet.Cli.Commands.Dashboards;

/// <summary><c>isynet dashboard</c>: a live page of studies, result folders and devices, until Ctrl-C.</summary>
internal static class DashboardCommand
{
    private const int DefaultPort = 8734;

    public static Command Create()
    {
        var store = new Option<string?>("--store") { Description = "The studies: a SQLite file, sqlite:///FILE, postgresql://USER@HOST/DATABASE, or a connection string." };
        var results = new Option<string?>("--results") { Description = $"A folder of result folders. Without --store and --results: {StudyPlace.DefaultStore} and {RunPlace.Root}, if they are here." };
        var port = new Option<int>("--port") { Description = "The port; 0 takes a free one.", DefaultValueFactory = _ => DefaultPort };
        var listen = new Option<string>("--listen") { Description = "The address to listen on; any but this machine's own loopback needs a token.", DefaultValueFactory = _ => IPAddress.Loopback.ToString() };
        var token = new Option<string?>("--token") { Description = "What readers must present: 16 or more letters, digits, - and _. Generated if --listen needs one." };
        var json = new Option<bool>("--json") { Description = "Print address and token as JSON." };
        var command = new Command("dashboard", "Show studies, results and devices as live pages in a browser, until Ctrl-C.") { store, results, port, listen, token, json };
        command.SetAction((result, cancellation) =>
        {
            AspNetCoreFramework.Use();
            var options = Options(result.GetValue(store), result.GetValue(results)) with
            {
                Listen = Address(result.GetRequiredValue(listen)),
                Port = result.GetValue(port),
                Token = result.GetValue(token),
            };
            return ServeAsync(options, result.GetValue(json), cancellation);
        });
        return command;
    }

    private static DashboardOptions Options(string? store, string? results)
    {
        if (store is null && results is null)
        {
            store = File.Exists(StudyPlace.DefaultStore) ? StudyPlace.DefaultStore : null;
            results = Directory.Exists(RunPlace.Root) ? RunPlace.Root : null;
            if (store is null && results is null)
                throw new UsageException($"there is neither {StudyPlace.DefaultStore} nor {RunPlace.Root} here: give --store, a SQLite file or a PostgreSQL database, or --results, a folder of result folders");
        }

        if (results is not null && !Directory.Exists(results))
            throw new UsageException($"{results}: there is no such folder of results");
        return new DashboardOptions { Store = store is null ? null : StudyPlace.Existing(store), Results = results };
    }

    private static IPAddress Address(string text) => text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw new UsageException($"--listen takes an address such as 127.0.0.1 or 0.0.0.0, not '{text}'");

    // Its own method: it needs assemblies that are found only from now on.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> ServeAsync(DashboardOptions options, bool json, CancellationToken cancellation)
    {
        await using var server = await DashboardServer.StartAsync(options, cancellation);
        if (json)
            JsonOutput.Write(new { server.Address, server.Token, server.Link });
        else
            Console.WriteLine($"dashboard: {server.Link} (Ctrl-C ends it)");
        try
        {
            await server.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // The usual end.
        }

        return 0;
    }
}
