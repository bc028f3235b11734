using System.Diagnostics;

namespace ISyNet.Cli.Tests;

/// <summary>The launcher <c>./isynet</c> with a program that is built already and scripts that only note that they ran.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("isynet-launcher-").FullName;

    public LauncherTests()
    {
        Script("dotnet", "echo \"ran: $*\"");
        Script(Path.Combine("scripts", "install-fashion-mnist"), "echo fetched >> \"$(dirname \"$0\")/log\"");
        Script(Path.Combine("scripts", "install-openmp"), "true");
        Write(Path.Combine("artifacts", "launcher", "built"), "");
        Write(Path.Combine("default", "run.json"), """
            {
              "format": "isynet.run/1",
              "kind": "train",
              "images from": "fashion-mnist"
            }
            """);
        Write(Path.Combine("default", "model.onnx"), "");
        Write(Path.Combine("own", "run.json"), """{ "format": "isynet.run/1", "images from": "/pictures" }""");
        if (!OperatingSystem.IsWindows())
            File.Copy(Repository.Path("isynet"), Path.Combine(_root, "isynet"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("design", true)]
    [InlineData("train N0 --epochs 1", true)]
    [InlineData("train N0 --data pictures", false)]
    [InlineData("train --resume --out own", false)]
    [InlineData("evaluate default", true)]
    [InlineData("evaluate default/model.onnx --json", true)]
    [InlineData("evaluate own", false)]
    [InlineData("evaluate default --data pictures", false)]
    [InlineData("detect demo", true)]
    [InlineData("detect show own", false)]
    [InlineData("doctor", false)]
    public void The_default_images_are_fetched_only_where_they_are_needed(string line, bool fetched)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the launcher is a script of bash");
        var start = new ProcessStartInfo("bash", [Path.Combine(_root, "isynet"), .. line.Split(' ')]) { WorkingDirectory = _root, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{_root}:{Environment.GetEnvironmentVariable("PATH")}";
        using var launcher = Process.Start(start)!;
        var output = launcher.StandardOutput.ReadToEnd();
        Assert.Equal(0, launcher.Exit());
        Assert.EndsWith($"isynet.dll {line}\n", output, StringComparison.Ordinal);
        Assert.Equal(fetched, File.Exists(Path.Combine(_root, "scripts", "log")));
    }

    private void Script(string name, string body)
    {
        Write(name, $"#!/usr/bin/env bash\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(_root, name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
