namespace ISyNet.Cli.Tests;

/// <summary><c>isynet.yaml</c>: options that are always passed in a folder.</summary>
public sealed class OptionsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-options-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_command_line_goes_before_the_command_and_the_command_before_all()
    {
        Write("""
            device: tpu-128
            seed: 7
            profile:
              batch: 4
              json: true
            """);
        var profile = Executable.RunIn(_folder, "profile", "N0").Json[0];
        Assert.Equal(("tpu-128", 4), (profile.GetProperty("device").GetString(), profile.GetProperty("batch").GetInt32()));
        var asked = Executable.RunIn(_folder, "profile", "N0", "--batch", "2", "--device", "ascend310").Json[0];
        Assert.Equal(("ascend310", 2), (asked.GetProperty("device").GetString(), asked.GetProperty("batch").GetInt32()));
        var told = Executable.RunIn(_folder, "profile", "N0").Error;
        Assert.Contains("options from isynet.yaml", told, StringComparison.Ordinal);
        Assert.Contains("--device tpu-128", told, StringComparison.Ordinal);
        Assert.DoesNotContain("--seed", told, StringComparison.Ordinal);
        Assert.Equal("", Executable.RunIn(_folder, "zoo", "list").Error);
    }

    [Theory]
    [InlineData("devise: tpu-128", "'devise'", "'device'")]
    [InlineData("profil:\n  batch: 4", "'profil'", "'profile'")]
    [InlineData("profile:\n  bach: 4", "'bach'", "'batch'")]
    [InlineData("detect:\n  epochs: 4", "'detect'", "'detect train:'", "detect evaluate")]
    [InlineData("- a\n- b", "option: value")]
    [InlineData("a: [b", "YAML")]
    public void A_mistake_is_named_with_its_file(string text, params string[] pieces)
    {
        Write(text);
        Executable.RunIn(_folder, "profile", "N0").ShouldFail(2, ["isynet.yaml", .. pieces]);
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder, "isynet.yaml"), text);
}
