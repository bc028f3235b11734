using System.Text.RegularExpressions;

namespace ISyNet.Cli.Tests;

/// <summary>Help, version and completion through the real executable.</summary>
public partial class HelpTests
{
    [Fact]
    public void Every_verb_shows_two_examples_whose_options_it_has()
    {
        var run = Executable.Run("help", "--all");
        Assert.Equal(0, run.ExitCode);
        var texts = Usage().Split(run.Output).Skip(1).Chunk(2).Select(parts => (Verb: parts[0].Trim(), Text: parts[1])).ToArray();
        Assert.True(texts.Length >= 40, $"{texts.Length} verbs");
        Assert.All(texts, help =>
        {
            var needed = Needed().Matches(help.Text).Select(match => match.Groups[1].Value).ToArray();
            var examples = Example().Matches(help.Text).Select(match => match.Groups[1].Value).ToArray();
            Assert.True(examples.Length >= 2, $"{help.Verb}: {examples.Length} examples");
            Assert.All(examples, example =>
            {
                Assert.StartsWith(help.Verb, example, StringComparison.Ordinal);
                Assert.All(needed, option => Assert.Contains($"{option} ", example, StringComparison.Ordinal));
                Assert.All(Option().Matches(example).Select(match => match.Value.Trim()), option => Assert.Contains($"{option} ", help.Text, StringComparison.Ordinal));
            });
        });
    }

    [Fact]
    public void Without_a_word_and_by_help_the_commands_are_shown()
    {
        var (bare, help) = (Executable.Run(), Executable.Run("help"));
        Assert.Equal((0, 0), (bare.ExitCode, help.ExitCode));
        Assert.Contains("design", bare.Output, StringComparison.Ordinal);
        Assert.Equal(bare.Output, help.Output);
        Assert.Equal(Executable.Run("study", "run", "--help").Output, Executable.Run("help", "study", "run").Output);
        Executable.Run("help", "desing").ShouldFail(2, "'desing'", "'design'");
    }

    [Fact]
    public void The_version_names_the_libraries_that_compute()
    {
        var lines = Executable.Run("--version").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^isynet \d", lines[0]);
        foreach (var library in new[] { ".NET ", "libtorch ", "TorchSharp ", "ONNX Runtime ", "SkiaSharp " })
            Assert.Contains(lines, line => line.StartsWith(library, StringComparison.Ordinal));
    }

    [Fact]
    public void Shells_get_a_script_and_words_to_complete()
    {
        foreach (var shell in new[] { "bash", "zsh", "fish" })
            Assert.Contains("[suggest:", Executable.Run("completion", shell).Output, StringComparison.Ordinal);
        Executable.Run("completion", "cmd").ShouldFail(2, "'cmd'", "bash");
        var words = Executable.Run("[suggest:9]", "study sho").Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Contains("show", words);
        Assert.Contains("--budget-ms", Executable.Run("[suggest:17]", "design --budget-m").Output.Split('\n', StringSplitOptions.TrimEntries));
    }

    [GeneratedRegex(@"Usage:\r?\n  isynet ([a-z ]+?)(?= [<\[]|\r?\n)")]
    private static partial Regex Usage();

    [GeneratedRegex(@"^  isynet (.+)$", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^  (--[a-z-]+) .*\(REQUIRED\)", RegexOptions.Multiline)]
    private static partial Regex Needed();

    [GeneratedRegex(@" --[a-z-]+")]
    private static partial Regex Option();
}
