using System.Text.RegularExpressions;

namespace ISyNet.Api.Tests;

/// <summary>The table of contents of the documentation site (scripts/build-docs).</summary>
public partial class DocumentationSite
{
    [Fact]
    public void Lists_every_page_once()
    {
        var docs = Repository.Path("docs");
        var pages = Directory.GetFiles(docs, "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(docs, file).Replace('\\', '/'));
        var listed = Reference().Matches(File.ReadAllText(Path.Combine(docs, "toc.yml"))).Select(match => match.Groups[1].Value);
        Assert.Equal(pages.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"href: (\S+)")]
    private static partial Regex Reference();
}
