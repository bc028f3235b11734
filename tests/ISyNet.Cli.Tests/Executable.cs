using System.Diagnostics;
using System.Text.Json;

namespace ISyNet.Cli.Tests;

/// <summary>The real executable, started as a user starts it.</summary>
internal static class Executable
{
    // Its own output folder: the copy beside the tests lacks the native libraries.
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "ISyNet.Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "isynet.dll"));

    /// <summary>The folder of the executable and its libraries.</summary>
    public static string Folder => Path.GetDirectoryName(Program)!;

    public static Outcome Run(params string[] args) => RunIn(Directory.GetCurrentDirectory(), args);

    public static Outcome RunIn(string folder, params string[] args) => RunWith([], folder, args);

    /// <summary>Runs it with environment variables of its own.</summary>
    public static Outcome RunWith(IEnumerable<KeyValuePair<string, string>> environment, string folder, params string[] args)
    {
        var info = Info(folder, args);
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        return new Outcome(process.Exit(), output, error.Result);
    }

    /// <summary>Runs it on a terminal of so many columns, which util-linux's script imitates.</summary>
    public static Outcome RunOnTerminal(int columns, string command)
    {
        var info = new ProcessStartInfo("script", ["-qec", $"stty cols {columns} rows 50; dotnet '{Program}' {command}", "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        info.Environment["NO_COLOR"] = "1";
        info.Environment["TERM"] = "xterm";
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        return new Outcome(process.Exit(), output, "");
    }

    public static Process Start(string folder, params string[] args) => Process.Start(Info(folder, args))!;

    private static ProcessStartInfo Info(string folder, string[] args) => new("dotnet", [Program, .. args])
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}

/// <summary>How a run of the executable ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Asserts an error of one line, without a stack trace, that holds every given piece.</summary>
    public void ShouldFail(int exitCode, params string[] pieces)
    {
        Assert.Equal(exitCode, ExitCode);
        var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 1, $"one line expected, got: {Error}");
        Assert.StartsWith("isynet: ", lines[0]);
        foreach (var piece in pieces)
            Assert.Contains(piece, lines[0], StringComparison.Ordinal);
    }
}
