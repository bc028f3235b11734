using System.Text.RegularExpressions;
using System.Xml.Linq;
using CsCheck;
using ISyNet.Reports.Charts;
using ISyNet.Reports.Design;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Tests;

/// <summary>The page as a whole: sound markup, nothing loaded, nothing lost, nothing let in.</summary>
public partial class PageTests
{
    private static readonly string Page = DesignPage.Compose(SampleData.Design()).Render();
    private static readonly XDocument Tree = XDocument.Parse(Page);

    [Fact]
    public void Has_every_section_and_figure_and_a_link_to_each()
    {
        Assert.Equal(8, Tree.Descendants("section").Count());
        Assert.Equal(10, Tree.Descendants("figure").Count());
        Assert.Equal(
            Tree.Descendants("section").Select(s => "#" + s.Attribute("id")!.Value),
            Tree.Descendants("nav").Descendants("a").Select(a => a.Attribute("href")!.Value));
    }

    [Fact]
    public void Ids_are_unique_and_every_reference_has_its_target()
    {
        var ids = Tree.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var references = Tree.Descendants().Attributes().SelectMany(attribute => attribute.Name.LocalName switch
        {
            "aria-labelledby" => attribute.Value.Split(' '),
            "href" => [attribute.Value.TrimStart('#')],
            _ => attribute.Value.StartsWith("url(#", StringComparison.Ordinal) ? [attribute.Value[5..^1]] : [],
        }).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.Contains(reference, ids));
    }

    [Fact]
    public void Loads_nothing()
    {
        // The only addresses are names of XML namespaces, which nobody fetches.
        var addresses = Address().Matches(Page).Select(match => match.Value).Distinct();
        Assert.All(addresses, address => Assert.StartsWith("http://www.w3.org/", address, StringComparison.Ordinal));
        Assert.DoesNotContain(Tree.Descendants().Attributes(), a => a.Name.LocalName is "src" or "srcset" or "data" or "poster");
        Assert.All(ResourceOfStyle().Matches(Page), match => Assert.Matches("^(data:|#)", match.Groups[1].Value));
        Assert.Contains("default-src 'none'", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Script_and_style_are_free_of_what_XML_escapes_and_HTML_does_not_unescape()
    {
        Assert.DoesNotMatch("[<>&]", EmbeddedFile.Text(typeof(Reports.Design.DesignReport).Assembly, "html/report.css"));
        Assert.DoesNotMatch("[<>&]", EmbeddedFile.Text(typeof(Reports.Design.DesignReport).Assembly, "html/report.js"));
    }

    [Fact]
    public void Empty_elements_have_an_end_tag_where_HTML_wants_one()
    {
        var page = new ReportPage("t", "", [new FactList([new("a", "")])], []).Render();
        Assert.Contains("<dd></dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_another_width_than_the_table_are_refused()
    {
        var table = new ReportTable("two columns", [new("a"), new("b")], [new(["1"])]);
        var error = Assert.Throws<ReportException>(() => new ReportPage("t", "", [table], []).Render());
        Assert.Contains("two columns", error.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Category", Property.Category)]
    public void Any_text_survives_and_stays_text() => Gen.OneOf(Gen.String, Gen.String["<>&\"'/=\u0000\u001b\ud800\ufffe ab-!]["]).ForAll(text =>
    {
        ImmutableTable(text, out var page);
        var tree = XDocument.Parse(page, LoadOptions.PreserveWhitespace);
        var expected = Markup.Clean(text).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        Assert.Equal(expected, Assert.Single(tree.Descendants("td")).Value);
        Assert.Equal(expected, Assert.Single(tree.Descendants("h1")).Value);
        Assert.Single(tree.Descendants("script"));
    });

    [Fact]
    public void Hostile_names_reach_every_section_as_text()
    {
        const string Evil = "\"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e&amp;";
        var sample = SampleData.Design(trials: 3);
        var data = sample with
        {
            Title = Evil,
            Settings = sample.Settings with { DataSet = Evil, Device = Evil },
            Networks = [.. sample.Networks.Select(n => n with { Name = Evil })],
            Spaces = [.. sample.Spaces.Select(s => s with { Mem = s.Mem with { Name = Evil } })],
            Search = sample.Search! with { Candidates = [.. sample.Search!.Candidates.Select(c => c with { Proposal = c.Proposal with { Genotype = Evil } })] },
            Training = [.. sample.Training.Select(c => c with { Network = Evil })],
            Predicted = sample.Predicted! with { Operations = [.. sample.Predicted!.Operations.Select(o => o with { Operation = o.Operation with { Name = Evil, Kind = Evil } })] },
            Confusion = sample.Confusion! with { ClassNames = [.. sample.Confusion!.ClassNames.Select(_ => Evil)] },
            Notes = [Evil],
        };
        var tree = XDocument.Parse(DesignPage.Compose(data).Render());
        Runs_our_scripts_only(tree);
        Assert.Empty(tree.Descendants("img"));
        Assert.DoesNotContain(tree.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("\u202e", tree.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\\u202e", tree.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(tree.Descendants("th"), th => th.Value.StartsWith("\"><script>", StringComparison.Ordinal));
    }

    /// <summary>The policy names each script and the style by its hash, so whatever else comes into the page neither runs nor applies.</summary>
    private static void Runs_our_scripts_only(XDocument tree)
    {
        var scripts = tree.Descendants("script").Where(s => s.Attribute("type")?.Value != "application/json").Select(s => s.Value).ToArray();
        Assert.Equal(3, scripts.Length);
        Assert.Contains(ChartAssets.Library, scripts[0], StringComparison.Ordinal);
        Assert.Contains(ChartAssets.Script, scripts[1], StringComparison.Ordinal);
        var policy = tree.Descendants("meta").Single(m => m.Attribute("http-equiv") is not null).Attribute("content")!.Value;
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(3 + 1, policy.Split("'sha256-").Length - 1);
        Assert.Empty(tree.Descendants().Attributes("style"));
    }

    private static void ImmutableTable(string text, out string page) => page = new ReportPage(text, "", [],
        [new Section("s", [new ReportTable("c", [new("r", false), new("v", false)], [new(["row", text])])])]).Render();

    [GeneratedRegex(@"https?://[^\s""'<)]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"url\(([^)]{0,5})")]
    private static partial Regex ResourceOfStyle();
}
