using System.Text.RegularExpressions;

namespace ISyNet.Cli.Tests;

/// <summary>README's table of commands: those that take seconds run as they stand, in a folder with the files that they name.</summary>
public sealed partial class ReadmeTests(ReadmeTests.Place place) : IClassFixture<ReadmeTests.Place>
{
    /// <summary>Verbs that do not run here, with the reason; their options are compared with their help.</summary>
    private static readonly Dictionary<string, string> Longer = new(StringComparer.Ordinal)
    {
        ["zoo export"] = "needs a trained network",
        ["measure"] = "minutes of measurements",
        ["device build"] = "20 minutes of measurements",
        ["device judge"] = "minutes of measurements",
        ["bench"] = "a minute for each device",
        ["study run"] = "trains candidates",
        ["worker"] = "needs a server",
        ["dashboard"] = "runs until it is stopped",
        ["train"] = "trains",
        ["evaluate"] = "needs a trained network",
        ["quantize"] = "needs a trained network",
        ["finetune"] = "trains",
        ["import"] = "needs published weights",
        ["detect demo"] = "trains",
    };

    public static TheoryData<string> Rows => [.. File.ReadLines(Repository.Path("README.md")).SkipWhile(line => line != "## More commands").TakeWhile(line => line != "## Library and tool")
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim()).Skip(1)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_commands_of_a_row_work_in_their_order(string row) => Assert.All(Command().Matches(row).Select(match => match.Groups[1].Value), Check);

    private void Check(string command)
    {
        if (Longer.Keys.FirstOrDefault(verb => command == verb || command.StartsWith($"{verb} ", StringComparison.Ordinal)) is { } longer)
        {
            var help = Executable.Run(["help", .. longer.Split(' ')]).Output;
            Assert.Contains($"isynet {longer}", help, StringComparison.Ordinal);
            Assert.All(Option().Matches(command).Select(match => match.Value.Trim()), option => Assert.Contains($"{option} ", help, StringComparison.Ordinal));
            return;
        }

        // All ten constants take minutes; one is fitted to the same rows and networks.
        string[] quicker = command.StartsWith("device calibrate ", StringComparison.Ordinal) ? ["--free", "networkOverheadUs"] : [];
        var run = Executable.RunIn(place.Folder, [.. command.Split(' '), .. quicker]);
        Assert.True(run.ExitCode == 0, $"{command}: exit code {run.ExitCode}: {run.Error}");
        Assert.NotEmpty(run.Output);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Command();

    [GeneratedRegex(" --[a-z-]+")]
    private static partial Regex Option();

    /// <summary>A folder with what the commands read: the repository's data, pictures, a model, detections.</summary>
    public sealed class Place : IDisposable
    {
        private readonly DrawnPictures _pictures = new();

        public Place()
        {
            Directory.CreateSymbolicLink(Path.Combine(Folder, "data"), Repository.Path("data"));
            Assert.Equal(0, Executable.RunIn(Folder, "zoo", "export", "ResNet-20", "--out", "model.onnx").ExitCode);
            File.WriteAllText(Path.Combine(Folder, "truth.json"),
                """{"images": [{"id": 1}], "categories": [{"id": 4, "name": "bag"}], "annotations": [{"id": 1, "image_id": 1, "category_id": 4, "bbox": [0, 0, 10, 10], "area": 100}]}""");
            File.WriteAllText(Path.Combine(Folder, "found.json"), """[{"image_id": 1, "category_id": 4, "bbox": [0, 0, 8, 10], "score": 0.8}]""");
        }

        public string Folder => _pictures.Root;

        public void Dispose() => _pictures.Dispose();
    }
}
