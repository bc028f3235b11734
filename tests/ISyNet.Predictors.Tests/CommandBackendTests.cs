using System.Collections.Immutable;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Predictors.Tests;

/// <summary>Runners, good and bad, as real processes.</summary>
public sealed class CommandBackendTests : IDisposable
{
    private static readonly ImmutableSortedDictionary<string, string> Nothing = ImmutableSortedDictionary<string, string>.Empty;

    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-runner-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_sound_runner_is_heard_and_its_talk_is_not()
    {
        var times = await RunAsync("echo loading $1; echo isynet ms 1.5 1.25; echo isynet condition device my npu; echo isynet layer 0.5 stem.conv; echo isynet ms $2; echo isynet done; echo bye", repeats: 3, batch: 4);
        Assert.Equal([1.5, 1.25, 4], times.TimesMs);
        Assert.Equal("my npu", times.Conditions["device"]);
        Assert.Equal([new LayerTime("stem.conv", 0.5)], times.Layers);
    }

    [Theory]
    [InlineData("true", "without an answer")]
    [InlineData("echo out of memory; exit 3", "exit code 3", "out of memory")]
    [InlineData("echo broken 1>&2; exit 4", "exit code 4", "broken")]
    [InlineData("echo isynet ms 1 2 3", "ended in the middle")]
    [InlineData("echo isynet ms 1 2 3; printf 'isynet do'", "not a line of the protocol")]
    [InlineData("printf 'isynet ms 1 2'; kill -9 $$", "exit code 137")]
    [InlineData("echo isynet ms fast; echo isynet done", "'fast'")]
    [InlineData("echo isynet ms -1 0 nan; echo isynet done", "'-1'")]
    [InlineData("echo isynet ms 1 2; echo isynet done", "gave 2 times instead of the requested 3")]
    [InlineData("echo isynet ms 1 2 3; echo isynet done; echo isynet ms 9 9 9; echo isynet done", "went on after")]
    [InlineData("echo isynet ms 1 2 3; echo isynet done; echo isynet done", "answered twice")]
    [InlineData("echo isynet error no such device; echo isynet done", "no such device")]
    public async Task A_runner_that_misbehaves_is_refused_with_its_reason(string script, params string[] words)
    {
        var error = await Assert.ThrowsAsync<MeasurementException>(() => RunAsync(script, repeats: 3));
        Assert.All(words.Append("net.onnx").Append("batch 1"), word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("sleep 1000")]
    [InlineData("echo isynet ms 1 2 3; sleep 1000 & wait; echo isynet done")]
    [InlineData("while true; do echo still loading; done")]
    public async Task A_runner_that_does_not_end_is_ended(string script)
    {
        var error = await Assert.ThrowsAsync<MeasurementException>(() => RunAsync(script, repeats: 3, timeoutSeconds: 1));
        Assert.Contains("within 1 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runner_that_fails_once_is_called_again()
    {
        var mark = Path.Combine(_folder, "called");
        var times = await RunAsync($"if [ -e '{mark}' ]; then echo isynet ms 1; echo isynet done; else touch '{mark}'; exit 1; fi", repeats: 1, retries: 1);
        Assert.Equal([1.0], times.TimesMs);
        File.Delete(mark);
        await Assert.ThrowsAsync<MeasurementException>(() => RunAsync($"echo x >> '{mark}'; exit 1", repeats: 1, retries: 2));
        Assert.Equal(3, File.ReadAllLines(mark).Length);
    }

    [Fact]
    public async Task No_more_calls_run_side_by_side_than_there_are_slots()
    {
        // A call takes a place by making a folder, and fails when two of one place are there.
        var place = Path.Combine(_folder, "busy");
        using var backend = Backend($"mkdir '{place}' && echo isynet ms 1 && echo isynet done && rmdir '{place}'", retries: 0, timeoutSeconds: 600);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => backend.RunAsync(Request(1, 1))));
        Assert.All(answers, answer => Assert.Equal([1.0], answer.TimesMs));
    }

    [Fact]
    public async Task A_file_name_is_one_argument_whatever_is_in_it()
    {
        var odd = Path.Combine(_folder, "a 'net' $(touch hacked); echo.onnx");
        using var backend = Backend("echo \"isynet condition file $1\"; echo isynet ms 1; echo isynet done", 0, 600);
        var times = await backend.RunAsync(new MeasurementRequest(odd, 1, 1));
        Assert.Equal(odd, times.Conditions["file"]);
    }

    [Theory]
    [InlineData("./run.sh", "{onnx}")]
    [InlineData("", "{onnx}")]
    [InlineData("./run.sh '{onnx}", "not closed")]
    public void A_command_that_cannot_work_is_refused_at_once(string command, string word) =>
        Assert.Contains(word, Assert.Throws<MeasurementException>(() => new CommandBackend(new CommandBackendOptions(command))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        using var backend = new CommandBackend(new CommandBackendOptions("./no-such-runner {onnx}") { Retries = 0 });
        var error = await Assert.ThrowsAsync<MeasurementException>(() => backend.RunAsync(Request(1, 1)));
        Assert.Contains("no-such-runner", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_the_runner()
    {
        using var stop = new CancellationTokenSource();
        using var backend = Backend("sleep 1000", 0, 600);
        var running = backend.RunAsync(Request(1, 1), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData(new[] { 1.0, 1.0, 1.1 }, 5, 1.0)]
    [InlineData(new[] { 2.0, 4.0 }, 50, 3.0)]
    public void The_median_stands_for_the_runs(double[] times, double noise, double median) =>
        Assert.Equal(median, MeasuredLatency.FromTimes(new RunTimes([.. times], Nothing, []), noise).MedianMs);

    [Fact]
    public void A_noisy_machine_gets_no_number() => Assert.Contains("33.3 %", Assert.Throws<MeasurementException>(
        () => MeasuredLatency.FromTimes(new RunTimes([2, 3, 4, 2, 4], Nothing, []), 5)).Message, StringComparison.Ordinal);

    private async Task<RunTimes> RunAsync(string script, int repeats, int batch = 1, int retries = 0, double timeoutSeconds = 600)
    {
        using var backend = Backend(script, retries, timeoutSeconds);
        return await backend.RunAsync(Request(batch, repeats));
    }

    private MeasurementRequest Request(int batch, int repeats) => new(Path.Combine(_folder, "net.onnx"), batch, repeats);

    private CommandBackend Backend(string script, int retries, double timeoutSeconds)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.sh");
        File.WriteAllText(file, script + "\n");
        return new CommandBackend(new CommandBackendOptions($"sh '{file}' {{onnx}} {{batch}} {{repeats}}") { Retries = retries, Timeout = TimeSpan.FromSeconds(timeoutSeconds) });
    }
}
