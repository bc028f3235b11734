using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ISyNet.Studies.Tests.Postgres;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet worker</c> and <c>isynet study run --cluster</c> through the real executable: short trainings on few real images.</summary>
public sealed class ClusterTests(TinyData data, PostgresServer server) : IClassFixture<TinyData>, IClassFixture<PostgresServer>
{
    private const string Trials = "5";

    [Fact]
    public async Task Two_workers_of_which_one_is_killed_find_what_one_machine_finds()
    {
        var address = await server.NewDatabaseAsync();
        Ok(Create("mine", address));
        using var first = Worker(address, "--label", "gpu");
        using var second = Worker(address);
        using var coordinator = Executable.Start(data.Root, "study", "run", "mine", "--cluster", address, "--trials", Trials, "--quiet");
        Patience.Until(() => Workers(Show(address)).Length == 2, "both workers have a candidate");
        var shown = Run("study", "show", "mine", "--store", address).Output;
        Assert.Contains($"/{first.Id}", shown, StringComparison.Ordinal);
        Assert.Contains($"/{second.Id}", shown, StringComparison.Ordinal);
        Assert.Contains("gpu", shown, StringComparison.Ordinal);
        Run("study", "delete", "mine", "--store", address, "--force").ShouldFail(1, "live worker", "stop them");
        second.Kill();
        Assert.Equal(0, coordinator.Exit());
        using (var terminate = Process.Start("kill", ["-TERM", first.Id.ToString(CultureInfo.InvariantCulture)]))
            terminate.Exit();
        Assert.Equal(0, first.Exit());

        var local = $"sqlite://{Path.Combine(data.Root, "local.db")}".Replace("sqlite:///", "sqlite:////", StringComparison.Ordinal);
        Ok(Create("mine", local));
        Ok(Run("study", "run", "mine", "--store", local, "--trials", Trials, "--workers", "2", "--quiet", "--out", "local"));
        Assert.Equal(Candidates(Show(local)), Candidates(Show(address)));
        Ok(Run("study", "delete", "mine", "--store", address, "--force"));
    }

    [Fact]
    public async Task A_worker_with_other_images_is_refused_in_one_line_and_goes_on()
    {
        var address = await server.NewDatabaseAsync();
        Ok(Create("changed", address));
        var images = Path.Combine(data.Folder, "train-images-idx3-ubyte");
        var bytes = File.ReadAllBytes(images);
        using var coordinator = Executable.Start(data.Root, "study", "run", "changed", "--cluster", address, "--trials", Trials, "--quiet");
        try
        {
            Assert.Contains("isynet worker --connect", await LineAsync(coordinator, "no worker is connected"), StringComparison.Ordinal);
            bytes[^1] ^= 1;
            File.WriteAllBytes(images, bytes);
            using var worker = Executable.Start(data.Root, "worker", "--connect", address, "--slots", "1");
            // The message comes when a candidate does; the worker goes on.
            var line = await LineAsync(worker, "refuses");
            Assert.Contains("study 'changed' refuses this worker", line, StringComparison.Ordinal);
            Assert.Contains("has changed", line, StringComparison.Ordinal);
            Assert.False(worker.HasExited);
            // Who started the study sees it, too, with the name of the worker.
            Assert.Contains($"/{worker.Id} gave candidates back", await LineAsync(coordinator, "has changed"), StringComparison.Ordinal);
            using (var terminate = Process.Start("kill", ["-TERM", worker.Id.ToString(CultureInfo.InvariantCulture)]))
                terminate.Exit();
            Assert.Equal(0, worker.Exit());
        }
        finally
        {
            bytes[^1] ^= 1;
            File.WriteAllBytes(images, bytes);
            coordinator.Kill();
        }

        Assert.Equal(0, Show(address, "changed").GetProperty("counts").GetProperty("running").GetInt32());
    }

    [Fact]
    public void Mistakes_are_one_line()
    {
        Run("worker").ShouldFail(2, "--connect");
        Run("worker", "--connect", "studies.db").ShouldFail(1, "a cluster needs a PostgreSQL database");
        Run("worker", "--connect", "Host=127.0.0.1;Port=1;Database=none;Timeout=2").ShouldFail(1, "127.0.0.1:1", "does not answer");
        Run("worker", "--connect", "Host=x", "--label", "My GPU").ShouldFail(1, "'My GPU'", "a to z");
        Run("worker", "--connect", "Host=x", "--drain", "soon").ShouldFail(2, "--drain");
        Run("study", "run", "x", "--cluster", "Host=x", "--workers", "2").ShouldFail(2, "--workers", "isynet worker");
        Run("study", "run", "x", "--cluster", "Host=x", "--store", "y.db").ShouldFail(2, "--store");
        Run("study", "run", "x", "--label", "gpu").ShouldFail(2, "--cluster");
        Run("study", "create", "x", "--proposals", "0").ShouldFail(2, "--proposals");
    }

    private Process Worker(string address, params string[] more) => Executable.Start(data.Root, ["worker", "--connect", address, "--accelerator", "cpu", "--slots", "1", .. more]);

    private Outcome Run(params string[] args) => Executable.RunIn(data.Root, args);

    private Outcome Create(string name, string store) =>
        Run("study", "create", name, "--store", store, "--data", data.Folder, "--images", "600", "--epochs", "2", "--budget-ratio", "0.6", "--strategy", "evolution");

    private JsonElement Show(string store, string name = "mine") => Ok(Run("study", "show", name, "--store", store, "--json")).Json;

    private static JsonElement[] Workers(JsonElement shown) => [.. shown.GetProperty("workers").EnumerateArray()];

    private static string[] Candidates(JsonElement shown) =>
        [.. shown.GetProperty("candidates").EnumerateArray().Select(c => $"{c.GetProperty("number")} {c.GetProperty("genotype")} {c.GetProperty("objectives").GetProperty("error")}")];

    /// <summary>The next line of a process's errors with this text.</summary>
    private static async Task<string> LineAsync(Process process, string text)
    {
        while (true)
        {
            var line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            Assert.True(line is not null, $"the process ended without a line with '{text}'");
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }
    }

    private static Outcome Ok(Outcome outcome)
    {
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return outcome;
    }
}
