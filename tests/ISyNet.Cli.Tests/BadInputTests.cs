namespace ISyNet.Cli.Tests;

/// <summary>Wrong names exit with 2 and name the nearest; unsound files exit with 1 and name file, place and reason.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-bad-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Make(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void An_unknown_device_names_the_nearest() =>
        Executable.Run("profile", "N0", "--device", "ascend31").ShouldFail(2, "'ascend31'", "'ascend310'");

    [Fact]
    public void An_unknown_precision_names_the_nearest() =>
        Executable.Run("profile", "N0", "--device", "ascend310:int9").ShouldFail(2, "'int8'");

    [Fact]
    public void An_unknown_space_names_the_nearest() =>
        Executable.Run("space", "size", "isynet-smal").ShouldFail(2, "'isynet-small'");

    [Fact]
    public void An_unknown_strategy_names_the_nearest() =>
        Executable.Run("design", "--strategy", "randm").ShouldFail(2, "'random'");

    [Theory]
    [InlineData("--data", "/no/such/folder", "/no/such/folder")]
    [InlineData("--budget-ratio", "0", "--budget-ratio")]
    [InlineData("--budget-ms", "-1", "--budget-ms")]
    [InlineData("--trials", "0", "--trials")]
    [InlineData("--trials", "many", "--trials")]
    [InlineData("--workers", "0", "--workers")]
    [InlineData("--time-limit", "soon", "--time-limit")]
    [InlineData("--batch", "0", "--batch")]
    public void A_wrong_option_value_is_named(string option, string value, string piece) =>
        Executable.Run("design", option, value).ShouldFail(2, piece);

    [Fact]
    public void A_truncated_data_set_names_file_and_reason()
    {
        foreach (var part in new[] { "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" })
            File.WriteAllBytes(Path.Combine(_folder, part), [0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3]);
        var output = Path.Combine(_folder, "out");
        Executable.Run("design", "--data", _folder, "--out", output).ShouldFail(1, "train-", "idx");
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void A_folder_without_images_is_named() => Executable.Run("design", "--data", _folder).ShouldFail(1, _folder);

    [Fact]
    public void An_unsound_architecture_names_file_and_place() =>
        Executable.Run("profile", Make("net.json", """{"format": "isynet.architecture/1", "input": "3x8x8", "classes": 10, "stages": []}""")).ShouldFail(1, "net.json", "stages");

    [Fact]
    public void A_file_that_is_no_device_is_said_to_be_none() =>
        Executable.Run("profile", "N0", "--device", Make("chip.csv", "a,b")).ShouldFail(2, "chip.csv", "device file", "isynet device new");

    [Fact]
    public void An_empty_file_is_said_to_be_empty() =>
        Executable.Run("profile", "N0", "--device", Make("chip.json", "")).ShouldFail(1, "chip.json: is empty");

    [Fact]
    public void A_page_below_a_file_says_that_it_is_no_folder() =>
        Executable.Run("profile", "N0", "--html", Path.Combine(Make("file", ""), "page.html")).ShouldFail(1, "page.html: cannot be written: ", "is a file, not a folder");

    [Fact]
    public void An_unsound_device_names_file_and_field() =>
        Executable.Run("profile", "N0", "--device", Make("chip.json", """{"format": "isynet.device/1", "name": "chip"}""")).ShouldFail(1, "chip.json");

    [Fact]
    public void A_file_that_is_no_onnx_is_named() =>
        Executable.Run("profile", Make("net.onnx", "no protobuf")).ShouldFail(1, "net.onnx");

    [Fact]
    public void A_missing_model_is_named() => Executable.Run("predict", "nothing.onnx", _folder).ShouldFail(2, "nothing.onnx");
}
