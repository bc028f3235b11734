using System.Text.RegularExpressions;

namespace ISyNet.Api.Tests;

/// <summary>What the pages for people name exists: files behind links, and the types of the trips through the code.</summary>
public partial class Pages
{
    private const int MostSteps = 10;

    public static TheoryData<string> Names =>
    [
        .. new[] { "", "docs", "samples", "data", "bench", "runners", "src" }.SelectMany(folder => Directory.GetFiles(
            Repository.Path(folder), "*.md", folder.Length == 0 ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Path(), file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_link_to_a_file_leads_to_one(string page)
    {
        var folder = Path.GetDirectoryName(Repository.Path(page))!;
        Assert.All(Link().Matches(File.ReadAllText(Repository.Path(page))).Select(match => match.Groups[1].Value).Where(link => !link.Contains(':', StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Path.Combine(folder, link)), $"{page} links to {link}, which is not there"));
    }

    [Fact]
    public void The_four_trips_name_types_and_members_that_exist_in_at_most_ten_steps()
    {
        var text = File.ReadAllText(Repository.Path("docs", "architecture.md"));
        var trips = text[text.IndexOf("## Four trips", StringComparison.Ordinal)..];
        var source = string.Concat(Directory.GetFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var types = TypeName().Matches(source).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(4, Trip().Count(trips));
        Assert.All(Step().Matches(trips).Select(match => int.Parse(match.Groups[1].Value)), step => Assert.InRange(step, 1, MostSteps));
        var named = Named().Matches(trips).Select(match => (Type: match.Groups[1].Value, Member: match.Groups[2].Value)).ToArray();
        Assert.True(named.Length > 50, $"{named.Length} names");
        Assert.All(named, name => Assert.True(
            types.Contains(name.Type) && (name.Member.Length == 0 || Regex.IsMatch(source, $@"\b{name.Member}\s*[(=<{{]")), $"{name.Type} {name.Member} is not in src"));
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(?:class|record|struct|enum|interface) (\w+)")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^\*\*.+\*\*", RegexOptions.Multiline)]
    private static partial Regex Trip();

    [GeneratedRegex(@"^(\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Step();

    [GeneratedRegex(@"`([A-Z]\w+)(?:\.(\w+))?`")]
    private static partial Regex Named();
}
