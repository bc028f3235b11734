using System.Diagnostics;
using System.Text.Json;
using SkiaSharp;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet detect train|export|predict</c> through the executable.</summary>
public sealed class DetectorTests(ShapeData data) : IClassFixture<ShapeData>
{
    private static readonly string[] Small = ["--input", "1x64x64", "--channels", "16", "--threads", "1"];

    [Fact]
    public void Trains_judges_exports_and_predicts()
    {
        var folder = Path.Combine(data.Root, "run");
        var trained = Executable.Run(["detect", "train", "--data", data.Folder, "--out", folder, "--epochs", "30", "--json", .. Small, "--quiet"]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.True(trained.Json.GetProperty("test").GetProperty("AP50").GetDouble() > 0.5, trained.Output);
        foreach (var file in new[] { "detector.safetensors", "model.onnx", "metrics.json", "curve.csv", "recipe.json", "test-detections.json" })
            Assert.True(File.Exists(Path.Combine(folder, file)), file);

        var judged = Executable.Run("detect", "evaluate", "--ground-truth", Path.Combine(data.Folder, "test.json"),
            "--detections", Path.Combine(folder, "test-detections.json"), "--json");
        Assert.Equal(trained.Json.GetProperty("test").GetProperty("AP").GetDouble(), judged.Json.GetProperty("AP").GetDouble(), 1e-9);

        // The detector run again, and its export in ONNX Runtime, find the same.
        foreach (var model in new[] { folder, Path.Combine(folder, "model.onnx") })
        {
            var again = Executable.Run("detect", "evaluate", model, "--data", Path.Combine(data.Folder, "test.json"), "--json");
            Assert.True(again.ExitCode == 0, again.Error);
            Assert.Equal(judged.Json.GetProperty("AP").GetDouble(), again.Json.GetProperty("AP").GetDouble(), 1e-3);
        }

        // Pascal VOC's files of the same pictures give the same figure, though VOC numbers the categories by the detector's classes.
        var classic = Executable.Run("detect", "evaluate", folder, "--data", data.VocFolder(), "--json");
        Assert.True(classic.ExitCode == 0, classic.Error);
        Assert.Equal(judged.Json.GetProperty("AP").GetDouble(), classic.Json.GetProperty("AP").GetDouble(), 1e-3);
        Executable.Run("detect", "evaluate", folder, "--data", data.Root).ShouldFail(2, data.Root, "Pascal VOC");

        Pictures_that_were_turned_or_made_smaller_are_judged_as_they_were(folder, judged.Json.GetProperty("AP").GetDouble());

        Executable.Run(["detect", "train", "--data", data.Folder, "--out", folder, "--epochs", "1", .. Small, "--quiet"]).ShouldFail(2, "is not empty", "--resume");
        var continued = Executable.Run("detect", "train", "--resume", "--out", folder, "--quiet", "--json");
        Assert.True(continued.ExitCode == 0, continued.Error);
        Assert.Equal(judged.Json.GetProperty("AP").GetDouble(), continued.Json.GetProperty("test").GetProperty("AP").GetDouble(), 1e-9);
        Assert.Equal(trained.Json.GetProperty("macs").GetInt64(), Executable.Run("profile", folder, "--json").Json[0].GetProperty("macs").GetInt64());
        Executable.Run("evaluate", folder).ShouldFail(1, folder, "detector");
        Executable.Run("predict", folder, data.Folder).ShouldFail(2, folder, "detect predict");
        var further = Executable.Run(["detect", "train", "--data", data.Folder, "--weights", folder, "--out", Path.Combine(data.Root, "further"), "--epochs", "0.1", "--json", .. Small]);
        Assert.True(further.ExitCode == 0, further.Error);
        var onnx = Path.Combine(folder, "own.onnx");
        var exported = Executable.Run("detect", "export", folder, "--out", onnx, "--score-threshold", "0.3", "--json");
        Assert.True(exported.Json.GetProperty("suppression").GetBoolean());
        Executable.Run("detect", "export", folder, "--out", onnx).ShouldFail(2, onnx, "--force");
        var profile = Executable.Run("profile", onnx, "--batch", "1", "--json");
        Assert.True(profile.ExitCode == 0, profile.Error);
        var pictures = Directory.GetFiles(Path.Combine(data.Folder, "images"), "test-*.png");
        var drawn = Path.Combine(folder, "drawn");
        foreach (var model in new[] { onnx, folder })
        {
            var predicted = Executable.Run(["detect", "predict", model, .. pictures, "--out", drawn, "--force", "--json"]);
            Assert.True(predicted.ExitCode == 0, predicted.Error);
            Assert.Equal(16, predicted.Json.GetArrayLength());
            Assert.Contains(predicted.Json.EnumerateArray(), p => p.GetProperty("objects").EnumerateArray().Any(o => o.GetProperty("name").GetString() == "square"));
            Assert.Equal(16, Directory.GetFiles(drawn).Length);
        }

        Executable.Run(["detect", "predict", onnx, .. pictures, "--out", drawn]).ShouldFail(2, "--force");
        Assert.Equal(trained.Json.GetProperty("macs").GetInt64(), profile.Json[0].GetProperty("macs").GetInt64());
    }

    private void Pictures_that_were_turned_or_made_smaller_are_judged_as_they_were(string model, double whole)
    {
        foreach (var (name, copy, least) in new (string, Func<SKBitmap, int, (SKBitmap, int)>, double)[]
        {
            // Stored as by a camera that was held another way each time.
            ("turned", (picture, i) => (Stored(picture, (i % 8) + 1), (i % 8) + 1), 0.97),
            ("doubled", (picture, _) => (picture.Resize(new SKSizeI(2 * picture.Width, 2 * picture.Height), SKSamplingOptions.Default), 1), 0.97),
            ("halved", (picture, _) => (picture.Resize(new SKSizeI(picture.Width / 2, picture.Height / 2), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)), 1), 0.5),
        })
        {
            var run = Executable.Run("detect", "evaluate", model, "--data", data.Copies(name, copy), "--json");
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(name != "turned", run.Error.Contains("boxes scaled along", StringComparison.Ordinal));
            Assert.InRange(run.Json.GetProperty("AP").GetDouble(), least * whole, 1);
        }

        var cut = data.Copies("cut", (picture, _) => (picture.Resize(new SKSizeI(picture.Width, picture.Height / 2), SKSamplingOptions.Default), 1));
        Executable.Run("detect", "evaluate", model, "--data", cut).ShouldFail(1, "is 64x32, but annotated as 64x64");
    }

    /// <summary>A picture as EXIF's orientation says that it is stored.</summary>
    private static SKBitmap Stored(SKBitmap upright, int orientation)
    {
        var last = upright.Width - 1;
        var stored = new SKBitmap(upright.Width, upright.Height);
        for (var i = 0; i < upright.Width * upright.Height; i++)
        {
            var (y, x) = (i / upright.Width, i % upright.Width);
            var (top, left) = orientation switch
            {
                1 => (y, x),
                2 => (y, last - x),
                3 => (last - y, last - x),
                4 => (last - y, x),
                5 => (x, y),
                6 => (x, last - y),
                7 => (last - x, last - y),
                _ => (last - x, y),
            };
            stored.SetPixel(x, y, upright.GetPixel(left, top));
        }

        return stored;
    }

    [Fact]
    public async Task A_stopped_training_ends_and_goes_on()
    {
        var folder = Path.Combine(data.Root, "stopped");
        string[] command = ["detect", "train", "--data", data.Folder, "--out", folder, "--epochs", "4000", .. Small];
        using var process = Executable.Start(Directory.GetCurrentDirectory(), command);
        var errors = process.StandardError.ReadToEndAsync();
        var checkpoint = Path.Combine(folder, "training.checkpoint");
        Patience.Until(() => File.Exists(checkpoint) || process.HasExited, "the training begins");
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        Assert.Contains($"to continue: isynet detect train --resume --out {folder}", await errors, StringComparison.Ordinal);
        Assert.Equal(130, process.Exit());
        Assert.True(File.Exists(checkpoint));
        command[7] = "1";
        var resumed = Executable.Run([.. command, "--resume", "--quiet", "--json"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(JsonValueKind.Number, resumed.Json.GetProperty("test").GetProperty("AP").ValueKind);
    }

    [Fact]
    public void Shows_what_a_detector_costs_with_and_without_what_stands_on_its_backbone()
    {
        var shown = Executable.Run("detect", "show", "--backbone", "N1", "--input", "3x224x224", "--channels", "64", "--device", "ascend310", "--json").Json;
        Assert.Equal(["c3", "c4", "c5"], shown.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("name").GetString()));
        var parts = shown.GetProperty("parts").EnumerateArray().ToArray();
        Assert.True(parts[1].GetProperty("latencyMsPerImage").GetDouble() > parts[0].GetProperty("latencyMsPerImage").GetDouble());
        Assert.All(parts, part => Assert.InRange(part.GetProperty("mem").GetDouble(), 0.01, 1));
    }

    [Fact]
    public void Wrong_command_lines_name_what_is_valid()
    {
        Executable.Run("detect", "train", "--data", "nowhere.json").ShouldFail(2, "nowhere.json");
        Executable.Run("detect", "train", "--data", data.Folder, "--backbone", "ISyNet-Scene").ShouldFail(2, "did you mean 'ISyNet-Scenes'");
        Executable.Run("detect", "train", "--data", data.Folder, "--recipe", "detect-quik").ShouldFail(2, "did you mean 'detect-quick'");
        Executable.Run("detect", "train", "--data", data.Folder, "--strides", "8,x").ShouldFail(2, "--strides");
        Executable.Run("detect", "train", "--data", data.Folder, "--strides", "64", "--out", Path.Combine(data.Root, "none")).ShouldFail(1, "stride 64");
        Executable.Run("detect", "evaluate", "--ground-truth", "a.json").ShouldFail(2, "--detections");
        Executable.Run("detect", "export", "missing.safetensors").ShouldFail(2, "missing.safetensors");
    }
}
