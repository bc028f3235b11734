namespace ISyNet.Cli.Tests;

/// <summary><c>isynet detect evaluate</c> through the real executable.</summary>
public sealed class DetectEvaluateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-detect-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void All_twelve_figures_are_printed_by_name()
    {
        var run = Evaluate(
            """{"images": [{"id": 1}], "categories": [{"id": 4, "name": "bag"}], "annotations": [{"id": 1, "image_id": 1, "category_id": 4, "bbox": [0, 0, 10, 10], "area": 100}]}""",
            """[{"image_id": 1, "category_id": 4, "bbox": [50, 50, 9, 9], "score": 0.9}, {"image_id": 1, "category_id": 4, "bbox": [0, 0, 8, 10], "score": 0.8}]""");
        Assert.Equal(0, run.ExitCode);
        // IoU 0.8 is found at 7 of 10 thresholds, behind one miss.
        (string Name, double Value)[] expected =
            [("AP", 0.35), ("AP50", 0.5), ("AP75", 0.5), ("APs", 0.35), ("APm", -1), ("APl", -1), ("AR1", 0), ("AR10", 0.7), ("AR100", 0.7), ("ARs", 0.7), ("ARm", -1), ("ARl", -1)];
        foreach (var (name, value) in expected)
            Assert.Equal(value, run.Json.GetProperty(name).GetDouble(), 1e-9);
    }

    [Fact]
    public void Unsound_entries_are_named_and_too_many_stop_it()
    {
        var truth = """{"images": [{"id": 1}], "categories": [{"id": 4, "name": "bag"}], "annotations": []}""";
        Evaluate(truth, """[{"image_id": 2, "category_id": 4, "bbox": [0, 0, 9, 9], "score": 0.9}]""").ShouldFail(1, "found.json", "unknown image", "[0]");
        var run = Evaluate(truth, """[{"image_id": 2, "category_id": 4, "bbox": [0, 0, 9, 9], "score": 0.9}]""", "--max-unsound", "1");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 x detection in an unknown image: [0]", run.Error, StringComparison.Ordinal);
        Evaluate(truth, "[{]").ShouldFail(1, "found.json", "not JSON");
        Executable.Run("detect", "evaluate", "--ground-truth", "nowhere.json", "--detections", "nowhere.json").ShouldFail(2, "nowhere.json");
    }

    private Outcome Evaluate(string truth, string found, params string[] options)
    {
        File.WriteAllText(Path.Combine(_folder, "truth.json"), truth);
        File.WriteAllText(Path.Combine(_folder, "found.json"), found);
        return Executable.RunIn(_folder, ["detect", "evaluate", "--ground-truth", "truth.json", "--detections", "found.json", "--json", .. options]);
    }
}
