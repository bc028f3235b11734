namespace ISyNet.Cli.Tests;

/// <summary>Mistyped command lines: one line that names the nearest valid choice, exit code 2.</summary>
public class UsageTests
{
    [Fact]
    public void An_unknown_command_names_the_nearest() => Executable.Run("zo").ShouldFail(2, "'zo'", "'zoo'");

    [Fact]
    public void An_unknown_option_names_the_nearest() =>
        Executable.Run("zoo", "list", "--jsn").ShouldFail(2, "'--jsn'", "'--json'");

    [Fact]
    public void A_mistyped_option_is_an_option_where_any_number_of_words_is_taken()
    {
        Executable.Run("profile", "N0", "--devise", "h100").ShouldFail(2, "option", "'--devise'", "'--device'");
        Executable.Run("predict", "model.onnx", "photo.jpg", "--tpo", "3").ShouldFail(2, "option", "'--tpo'", "'--top'");
    }

    [Fact]
    public void A_budget_is_given_in_one_way() =>
        Executable.Run("design", "--budget-ms", "5", "--budget-ratio", "0.6").ShouldFail(2, "--budget-ms", "--budget-ratio", "not both");

    [Fact]
    public void A_narrow_terminal_is_not_a_pipe_and_colours_are_left_out()
    {
        var run = Executable.RunWith([KeyValuePair.Create("NO_COLOR", "1"), KeyValuePair.Create("COLUMNS", "80")], Directory.GetCurrentDirectory(), "profile", "N0");
        Assert.DoesNotContain("\u001b[", run.Output, StringComparison.Ordinal);
        Assert.Contains("overhead (ms)", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whole number", "--count", "space", "sample", "isynet", "--count", "99999999999")]
    [InlineData("whole number from 0", "--seed", "mem", "isynet", "--seed", "-1")]
    [InlineData("a number", "--max-unsound", "detect", "train", "--data", "x", "--max-unsound", "few")]
    public void A_value_of_the_wrong_kind_says_which_kind(string kind, string option, params string[] args)
    {
        var run = Executable.Run(args);
        run.ShouldFail(2, option, kind, $"'{args[^1]}'");
        Assert.DoesNotContain("Int32", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zoo", "show", "N0")]
    [InlineData("profile", "N0")]
    [InlineData("train", "N0", "--data", "fashion-mnist")]
    public void A_shape_that_is_none_is_a_mistake_of_the_command_line(params string[] args) =>
        Executable.Run([.. args, "--input", "3x0x0"]).ShouldFail(2, "--input", "'3x0x0'", "3x224x224");

    [Theory]
    [InlineData("--input: '3x160'", "CxHxW", "profile", "N0", "--input", "3x160")]
    [InlineData("--input: '3x160'", "CxHxW", "zoo", "export", "N1", "--input", "3x160")]
    [InlineData("--dataflow: 'xx'", "ws, os or is", "profile", "N1", "--array", "32x32", "--dataflow", "xx")]
    [InlineData("--array: '32'", "32x32", "profile", "N1", "--array", "32")]
    [InlineData("--model kernels: ascend310", "isynet device build", "profile", "ResNet-50", "--device", "ascend310", "--model", "kernels")]
    [InlineData("--classes", "from 1 to 10000", "detect", "show", "--classes", "0")]
    [InlineData("1 to 4096 channels", "not 0", "detect", "show", "--channels", "0")]
    [InlineData("--strides", "no feature of stride 128", "detect", "show", "--strides", "128")]
    [InlineData("none.json", "no such file", "device", "validate", "none.json")]
    public void A_value_that_cannot_be_is_a_mistake_of_the_command_line(string said, string advice, params string[] args) =>
        Executable.Run(args).ShouldFail(2, said, advice);

    [Fact]
    public void The_list_of_devices_says_dataflows_in_words()
    {
        var list = Executable.Run("device", "list").Output;
        Assert.Contains("x1 output-stationary", list, StringComparison.Ordinal);
        Assert.Contains(" cube", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Stationary", list, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_run_is_not_resumed() =>
        Executable.Run("train", "--resume", "--out", "nowhere").ShouldFail(2, "nowhere", "no run to resume", "--out");

    /// <summary>On a terminal of util-linux's script: no line is longer than it is wide, and what is left out is said.</summary>
    [Theory]
    [InlineData(52, "zoo show N0", "what it does", "output")]
    [InlineData(80, "space list", "description", "")]
    [InlineData(80, "mem N0 ResNet-50 --device ascend310,tpu-128", "device", "achieved MEM")]
    [InlineData(40, "zoo list", "params", "input")]
    [InlineData(40, "device list", "peak", "constants", "(TMAC/s)")]
    public void A_table_fits_its_terminal(int width, string command, string shown, string left, string below = "")
    {
        var run = Executable.RunOnTerminal(width, command);
        var lines = run.Output.Split('\n', StringSplitOptions.TrimEntries);
        var table = lines.SkipWhile(line => !line.Contains(shown, StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("isynet: ", StringComparison.Ordinal)).ToArray();
        Assert.True(table.Length > 4, run.Output);
        Assert.All(table, line => Assert.InRange(line.Length, 0, width));
        if (width >= 80)
            Assert.All(table, line => Assert.DoesNotContain("…", line, StringComparison.Ordinal));
        Assert.Contains(below, table[1], StringComparison.Ordinal);
        if (left.Length == 0)
            return;
        Assert.DoesNotContain(left, table[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("isynet: ", StringComparison.Ordinal) && line.Contains(left, StringComparison.Ordinal));
    }

    [Fact]
    public void A_header_is_broken_before_a_column_is_left_out()
    {
        var run = Executable.RunOnTerminal(80, "mem isynet inverted-se --samples 5");
        var lines = run.Output.Split('\n', StringSplitOptions.TrimEntries).SkipWhile(line => !line.Contains("lowered most by", StringComparison.Ordinal)).ToArray();
        Assert.Contains("95 %", lines[0], StringComparison.Ordinal);
        Assert.Contains("interval", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.StartsWith("isynet: ", StringComparison.Ordinal) && line.Contains("interval", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain("…", line, StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_network_names_the_nearest() =>
        Executable.Run("zoo", "show", "ResNet-19").ShouldFail(2, "'ResNet-19'", "ResNet-1");

    [Fact]
    public void Nothing_is_suggested_where_nothing_is_near()
    {
        foreach (var args in (string[][])[["help", "foo"], ["completion", "tcsh"], ["foo"]])
        {
            var run = Executable.Run(args);
            run.ShouldFail(2, $"'{args[^1]}'");
            Assert.DoesNotContain("did you mean", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("profile needs NETWORK: zoo names", "profile")]
    [InlineData("train needs NETWORK: a zoo name", "train", "--epochs", "1")]
    [InlineData("finetune needs --from: a result folder", "finetune")]
    [InlineData("zoo show needs NAME: a network", "zoo", "show")]
    [InlineData("predict needs MODEL and PICTURE: ", "predict")]
    [InlineData("--device needs a value: a shipped device", "profile", "N0", "--device")]
    public void What_is_missing_is_said_with_what_it_is(string said, params string[] args) => Executable.Run(args).ShouldFail(2, said, "--help");

    [Fact]
    public void A_group_without_a_command_lists_its_commands() => Executable.Run("zoo").ShouldFail(2, "list", "show");

    [Fact]
    public void Only_debug_shows_the_stack_trace()
    {
        Assert.DoesNotContain("   at ", Executable.Run("zoo", "show", "N9").Error);
        Assert.Contains("   at ", Executable.Run("zoo", "show", "N9", "--debug").Error);
    }

    [Fact]
    public void Help_succeeds() => Assert.Equal(0, Executable.Run("zoo", "show", "--help").ExitCode);
}
