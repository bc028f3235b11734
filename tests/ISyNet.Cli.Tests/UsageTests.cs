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
