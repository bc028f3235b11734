using System.Text.RegularExpressions;
using ISyNet.Studies.Tests.Postgres;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet doctor</c> through the real executable.</summary>
public sealed class DoctorTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private static readonly string[] Checks =
        ["processor", "caches", "memory", "disk", "OpenMP", "libtorch", "arithmetic", "ONNX Runtime", "GPU", "data set", "SQLite"];

    [Fact]
    public void Each_check_has_one_line_and_the_exit_code_is_their_sum()
    {
        var seen = Executable.Run("doctor");
        Assert.Empty(seen.Error);
        var lines = seen.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Checks.Length + 1, lines.Length);
        for (var i = 0; i < Checks.Length; i++)
            Assert.Matches($"^(ok   |note |FAIL ) {Checks[i]} ", lines[i]);
        Assert.Equal(lines.Any(line => line.StartsWith("FAIL", StringComparison.Ordinal)) ? 1 : 0, seen.ExitCode);
        foreach (var working in (string[])["libtorch", "arithmetic", "ONNX Runtime", "SQLite"])
            Assert.DoesNotContain(lines, line => line.StartsWith($"FAIL  {working}", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_says_the_same()
    {
        var seen = Executable.Run("doctor", "--json");
        Assert.Equal("isynet.doctor/1", seen.Json.GetProperty("format").GetString());
        var checks = seen.Json.GetProperty("checks").EnumerateArray().ToArray();
        Assert.Equal(Checks, checks.Select(check => check.GetProperty("name").GetString()));
        Assert.Equal(checks.All(check => check.GetProperty("health").GetString() is "good" or "note"), seen.Json.GetProperty("works").GetBoolean());
        Assert.Equal(seen.Json.GetProperty("works").GetBoolean() ? 0 : 1, seen.ExitCode);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_named()
    {
        var seen = Executable.Run("doctor", "--postgres", "Host=127.0.0.1;Port=1;Database=studies;Username=nobody;Timeout=2");
        Assert.Equal(1, seen.ExitCode);
        var line = Assert.Single(seen.Output.Split('\n'), line => line.StartsWith("FAIL  PostgreSQL", StringComparison.Ordinal));
        Assert.Contains("postgresql://127.0.0.1:1/studies", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_answers_is_opened_and_its_studies_counted()
    {
        var seen = Executable.Run("doctor", "--postgres", await postgres.NewDatabaseAsync());
        Assert.Contains(seen.Output.Split('\n'), line => Regex.IsMatch(line, "^ok    PostgreSQL  *postgresql://.*, 0 studies$"));
    }
}
