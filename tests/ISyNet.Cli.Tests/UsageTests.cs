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

    [Fact]
    public void An_unknown_network_names_the_nearest() =>
        Executable.Run("zoo", "show", "ResNet-19").ShouldFail(2, "'ResNet-19'", "ResNet-1");

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
