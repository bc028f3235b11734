using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet dashboard</c> through the real executable.</summary>
public sealed class DashboardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_says_where_it_is_in_one_line_serves_and_ends_at_Ctrl_C()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "runs"));
        using var process = Executable.Start(_folder, "dashboard", "--port", "0");
        var line = (await process.StandardOutput.ReadLineAsync())!;
        Assert.Matches(@"^dashboard: http://127\.0\.0\.1:\d+/ \(Ctrl-C ends it\)$", line);
        using var client = new HttpClient();
        // An open page is what could hold it up.
        await using var open = await client.GetStreamAsync($"{line.Split(' ')[1]}results");
        Assert.Contains("Results", await client.GetStringAsync(line.Split(' ')[1]), StringComparison.Ordinal);
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        Assert.Equal(0, process.Exit());
        Assert.Equal("", await process.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task A_watcher_does_not_hold_up_the_end_and_JSON_names_the_token()
    {
        Assert.Equal(0, Executable.RunIn(_folder, "study", "create", "s", "--space", "isynet-small").ExitCode);
        using var process = Executable.Start(_folder, "dashboard", "--store", "studies.db", "--port", "0", "--token", "0123456789abcdef", "--json");
        var text = "";
        JsonElement? printed = null;
        while (printed is null)
        {
            text += await process.StandardOutput.ReadLineAsync();
            printed = text.EndsWith('}') ? JsonDocument.Parse(text).RootElement : null;
        }

        Assert.Equal("0123456789abcdef", printed.Value.GetProperty("token").GetString());
        var address = printed.Value.GetProperty("address").GetString();
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"{address}/studies")).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "0123456789abcdef");
        await using var events = await client.GetStreamAsync($"{address}/study/events?study=%2Fs");
        Assert.True(await events.ReadAsync(new byte[16]) > 0);
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        Assert.Equal(0, process.Exit());
    }

    [Fact]
    public void What_cannot_be_shown_is_one_line()
    {
        Executable.RunIn(_folder, "dashboard").ShouldFail(2, "neither studies.db nor runs", "--store", "--results");
        Executable.RunIn(_folder, "dashboard", "--store", "missing.db").ShouldFail(2, "missing.db", "no such study file");
        Executable.RunIn(_folder, "dashboard", "--results", "missing").ShouldFail(2, "missing", "no such folder");
        Executable.RunIn(_folder, "dashboard", "--results", ".", "--listen", "example").ShouldFail(2, "--listen", "'example'");
        Executable.RunIn(_folder, "dashboard", "--results", ".", "--port", "70000").ShouldFail(1, "70000");
        Executable.RunIn(_folder, "dashboard", "--results", ".", "--token", "short").ShouldFail(1, "16 characters");
        Assert.False(File.Exists(Path.Combine(_folder, "missing.db")));
    }

    /// <summary>A .NET without ASP.NET Core, as in the runtime image of containers: everything but the dashboard runs.</summary>
    [Fact]
    public void Without_ASP_NET_Core_only_the_dashboard_is_missing()
    {
        var shared = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var root = Path.GetFullPath(Path.Combine(shared, "..", "..", ".."));
        var copy = Directory.CreateDirectory(Path.Combine(_folder, "dotnet")).FullName;
        foreach (var part in new[] { "dotnet", "host", Path.GetRelativePath(root, shared) })
            Copy(Path.Combine(root, part), Path.Combine(copy, part));
        Outcome Run(params string[] args)
        {
            using var process = Process.Start(new ProcessStartInfo(Path.Combine(copy, "dotnet"), [Path.Combine(Executable.Folder, "isynet.dll"), .. args])
            {
                WorkingDirectory = _folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["DOTNET_ROOT"] = copy },
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            return new Outcome(process.Exit(), output, error.Result);
        }

        Assert.Equal(0, Run("zoo", "list").ExitCode);
        Run("dashboard", "--results", ".").ShouldFail(1, "ASP.NET Core", "aspnetcore-runtime-");
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Copy(from, to);
            return;
        }

        Directory.CreateDirectory(to);
        foreach (var entry in Directory.EnumerateFileSystemEntries(from))
            Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
    }
}
