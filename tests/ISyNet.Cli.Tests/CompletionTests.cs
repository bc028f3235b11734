namespace ISyNet.Cli.Tests;

/// <summary>What a shell gets to complete: commands, options, and names wherever one is asked for.</summary>
public class CompletionTests
{
    [Theory]
    [InlineData("profile N1 --device as", "ascend310")]
    [InlineData("profile Mob", "MobileNetV2")]
    [InlineData("profile N1 --device=as", "ascend310")]
    [InlineData("profile N1 --device=", "ascend310")]
    [InlineData("mem N0 --device=ascend310,tp", "ascend310,tpu-128")]
    [InlineData("profile N1 --device ascend310 --model t", "tile")]
    [InlineData("mem isynet-s", "isynet-small")]
    [InlineData("mem N0 --device ascend310,tp", "ascend310,tpu-128")]
    [InlineData("zoo show ResNet-1", "ResNet-18")]
    [InlineData("train ResNet-20 --recipe qu", "quick")]
    [InlineData("train ResNet-20 --data fa", "fashion-mnist")]
    [InlineData("detect train --backbone Res", "ResNet-18")]
    [InlineData("device show h", "h100")]
    [InlineData("device new my.json --like dav", "davinci")]
    [InlineData("bench --device al", "all")]
    [InlineData("space show isynet-s", "isynet-small")]
    [InlineData("study create mine --strategy ns", "nsga2")]
    [InlineData("study create mine --evaluator sup", "supernet")]
    [InlineData("study create mine --objectives error,lat", "error,latency")]
    [InlineData("completion z", "zsh")]
    [InlineData("help stu", "study")]
    [InlineData("help study ru", "run")]
    [InlineData("device calibrate ascend310 --free operationO", "operationOverheadUs")]
    public void A_name_is_completed(string line, string name)
    {
        var words = Words(line);
        Assert.Contains(name, words);
        var begun = line[(line.LastIndexOfAny([' ', '=']) + 1)..];
        Assert.All(words, word => Assert.Contains(begun, word, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Files_of_annotated_pictures_have_no_names() => Assert.DoesNotContain("fashion-mnist", Words("detect train --data fa"));

    [Fact]
    public void A_release_names_its_weights()
    {
        var run = Executable.RunWith([KeyValuePair.Create("ISYNET_WEIGHTS", Repository.Path("weights"))], Path.GetTempPath(), "[suggest:17]", "zoo export small-");
        Assert.Contains("small-ascend310-fashion-mnist", run.Output, StringComparison.Ordinal);
    }

    private static string[] Words(string line) =>
        Executable.Run($"[suggest:{line.Length}]", line).Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
