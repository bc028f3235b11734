namespace ISyNet.Cli.Tests;

/// <summary>Options that cannot be right are refused before any data is read, which takes long.</summary>
public sealed class OptionsBeforeDataTests
{
    [Theory]
    [InlineData("detect train --data /nowhere --device npu9", "npu9")]
    [InlineData("detect train --data /nowhere --batch 0", "batch")]
    [InlineData("detect train --data /nowhere --input 3x", "3x")]
    [InlineData("detect demo --data /nowhere --device npu9", "npu9")]
    [InlineData("detect demo --data /nowhere --batch 0", "batch")]
    [InlineData("design --data /nowhere --workers none", "--workers")]
    public void A_wrong_value_is_refused_before_the_data_is_looked_for(string line, string piece)
    {
        var run = Executable.Run(line.Split(' '));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(piece, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("nowhere", run.Error, StringComparison.Ordinal);
    }
}
