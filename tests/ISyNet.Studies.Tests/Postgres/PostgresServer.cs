using System.Diagnostics;
using Npgsql;

namespace ISyNet.Studies.Tests.Postgres;

/// <summary>
/// A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, reached by a socket in it or by an address, run as an
/// unprivileged user. The programs come from scripts/install-postgresql.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string User = "isynet";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"isynet-pg-{Guid.NewGuid():N}"[..24]);
    private Process? _server;
    private string _bin = "";
    private int _databases;

    /// <summary>An address of this machine where it also listens, for clients of its network 10.0.0.0/8; empty for none.</summary>
    public string Address { get; init; } = "";

    /// <summary>Why there is no server here; null when there is one.</summary>
    public string? Missing { get; private set; }

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        if (Missing is not null)
            Assert.Skip(Missing);
        var name = $"t{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Runs SQL in the server's own database.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The server's clock.</summary>
    public async Task<DateTimeOffset> NowAsync()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand("SELECT clock_timestamp()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync())!);
    }

    public async ValueTask InitializeAsync()
    {
        var (found, bin, complaint) = await RunAsync(Repository.Path("scripts", "install-postgresql"), []);
        if (!found)
        {
            Missing = $"no PostgreSQL server for the tests: {complaint}";
            return;
        }

        Directory.CreateDirectory(_folder);
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", ["nobody", _folder]);
        var data = Path.Combine(_folder, "data");
        var (made, _, error) = await RunAsUserAsync(bin, "initdb", ["-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        Assert.True(made, error);
        if (Address.Length > 0)
            await File.AppendAllTextAsync(Path.Combine(data, "pg_hba.conf"), "host all all 10.0.0.0/8 trust\n");
        _bin = bin;
        await StartAsync();
    }

    /// <summary>Stops the server as an administrator does, with connections open, and starts it again.</summary>
    public async Task RestartAsync()
    {
        using (var interrupt = Process.Start("kill", ["-INT", _server!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await interrupt.WaitForExitAsync();
        await _server.WaitForExitAsync();
        _server.Dispose();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        _server = Start(_bin, "postgres", ["-D", Path.Combine(_folder, "data"), "-k", _folder, "-c", $"listen_addresses={Address}", "-c", "fsync=off", "-c", "max_connections=200"]);
        await Patience.UntilAsync(
            async () =>
            {
                try
                {
                    await ExecuteAsync("SELECT 1");
                    return true;
                }
                catch (NpgsqlException) when (!_server.HasExited)
                {
                    return false;
                }
            },
            "the server answers");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = _folder, Username = User, Database = database, MaxPoolSize = 20 }.ToString();

    private static ProcessStartInfo AsUser(string bin, string program, string[] arguments)
    {
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", Path.Combine(bin, program), .. arguments]
            : [Path.Combine(bin, program), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        // Beside an unpacked server lie the libraries that it misses.
        if (bin.IndexOf("/usr/lib/postgresql/", StringComparison.Ordinal) is > 0 and var root)
            start.Environment["LD_LIBRARY_PATH"] = string.Join(':', Directory.GetDirectories($"{bin[..root]}/usr/lib", "*-linux-*"));
        return start;
    }

    private static Process Start(string bin, string program, string[] arguments)
    {
        var server = Process.Start(AsUser(bin, program, arguments))!;
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        return server;
    }

    private static Task<(bool Done, string Output, string Error)> RunAsUserAsync(string bin, string program, string[] arguments) =>
        RunAsync(AsUser(bin, program, arguments));

    private static Task<(bool Done, string Output, string Error)> RunAsync(string program, string[] arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });

    private static async Task<(bool Done, string Output, string Error)> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode == 0, (await output).Trim(), (await error).Trim());
    }
}
