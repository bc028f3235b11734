namespace ISyNet.Api.Tests;

/// <summary>The samples and their pages; scripts/test-packages runs them.</summary>
public class Samples
{
    private const int MostLines = 40;

    public static TheoryData<string> Names => [.. Directory.GetFiles(Repository.Path("samples"), "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_short_and_is_the_text_of_its_page(string name)
    {
        var sample = File.ReadAllText(Repository.Path("samples", $"{name}.cs"));
        Assert.InRange(sample.Split('\n').Length - 1, 1, MostLines);
        Assert.Contains($"```csharp\n{sample}```", File.ReadAllText(Repository.Path("docs", "samples", $"{name}.md")), StringComparison.Ordinal);
        Assert.Contains($"samples/{name}.md", File.ReadAllText(Repository.Path("docs", "library.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_package_has_a_readme_and_is_packed()
    {
        var projects = Directory.GetDirectories(Repository.Path("src"), "ISyNet.*").Select(folder => Path.GetFileName(folder)!).ToArray();
        var packed = File.ReadAllText(Repository.Path("Packages.slnf"));
        Assert.All(projects, project =>
        {
            Assert.True(File.Exists(Repository.Path("src", project, "README.md")), $"{project} has no README.md");
            Assert.Contains($"src/{project}/{project}.csproj", packed, StringComparison.Ordinal);
        });
    }
}
