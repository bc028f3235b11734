using System.Text.Json;
using System.Text.RegularExpressions;

namespace ISyNet.Api.Tests;

/// <summary>The container files, which are not built here: what they copy and run exists, and the docs name what they define.</summary>
public partial class Containers
{
    private static readonly string[] Lines = [.. File.ReadAllText(Repository.Path("Containerfile")).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')];

    [Fact]
    public void Stages_are_defined_before_they_are_used()
    {
        var stages = new HashSet<string>();
        foreach (var line in Lines)
        {
            if (From().Match(line) is { Success: true } from)
            {
                Assert.True(stages.Contains(from.Groups["image"].Value) || from.Groups["image"].Value.Contains(':', StringComparison.Ordinal), $"{line}: an image has a tag");
                stages.Add(from.Groups["name"].Value);
            }
            else if (CopyFrom().Match(line) is { Success: true } copy)
            {
                Assert.Contains(copy.Groups["name"].Value, stages);
            }
        }

        Assert.Superset(new HashSet<string> { "runtime", "gpu" }, stages);
        Assert.All(["runtime", "gpu"], target => Assert.Contains($"--target {target} ", File.ReadAllText(Repository.Path("docs", "containers.md")), StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_copied_and_published_exists()
    {
        foreach (var line in Lines.Where(line => line.StartsWith("COPY", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)))
            Assert.All(line.Split(' ')[1..^1], source => Assert.True(Path.Exists(Repository.Path(source)), line));
        foreach (var line in Lines.Where(line => line.StartsWith("RUN dotnet publish", StringComparison.Ordinal)))
            Assert.True(Directory.Exists(Repository.Path(line.Split(' ')[3])), line);
    }

    [Fact]
    public void The_development_container_restores_the_solution()
    {
        using var container = JsonDocument.Parse(File.ReadAllText(Repository.Path(".devcontainer", "devcontainer.json")));
        var command = container.RootElement.GetProperty("postCreateCommand").GetString()!.Split(' ');
        Assert.Equal("dotnet restore", string.Join(' ', command[..2]));
        Assert.True(File.Exists(Repository.Path(command[2])));
    }

    [GeneratedRegex(@"^FROM (?<image>\S+) AS (?<name>\S+)$")]
    private static partial Regex From();

    [GeneratedRegex(@"^COPY --from=(?<name>\S+) ")]
    private static partial Regex CopyFrom();
}
