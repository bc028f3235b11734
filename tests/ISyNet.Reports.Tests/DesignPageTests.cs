using System.Globalization;
using System.Xml.Linq;
using ISyNet.Images.Judging;
using ISyNet.Reports.Design;
using ISyNet.Search;

namespace ISyNet.Reports.Tests;

/// <summary>What the report of a design run says, against the data it was given.</summary>
public class DesignPageTests
{
    private static readonly DesignReportData Data = SampleData.Design();
    private static readonly XDocument Tree = XDocument.Parse(DesignPage.Compose(Data).Render());

    [Fact]
    public void The_comparison_has_every_value_of_every_network()
    {
        var rows = Rows("Result");
        Assert.Equal(["Designed-28", "93.12", "0.0209", "58.9", "0.412", "812 k", "41.3 M", "Designed"], rows[0]);
        Assert.Equal(["Designed-28-x1.67", "–", "0.0352", "99.2", "0.447", "1.48 M", "76.1 M", "Scaled"], rows[2]);
        Assert.Equal(["ResNet-18-small", "92.87", "0.0355", "100.0", "0.518", "11.2 M", "457 M", "Baseline"], rows[3]);
    }

    [Fact]
    public void Sort_keys_are_the_exact_values()
    {
        var keys = Section("Latency per layer").Descendants("tbody").Last().Elements("tr")
            .Select(row => double.Parse(row.Elements().ElementAt(11).Attribute("data-key")!.Value, CultureInfo.InvariantCulture));
        Assert.Equal(Data.Predicted!.Operations.Select(layer => layer.LatencyMs), keys);
    }

    [Fact]
    public void Every_trial_and_every_layer_has_a_row()
    {
        var trials = Section("Search").Descendants("details").Descendants("tbody").Elements("tr").ToList();
        Assert.Equal(Data.Search!.Candidates.Count, trials.Count);
        Assert.Equal(Data.Search.Counts.Failed, trials.Count(row => row.Elements().ElementAt(6).Value == "failed"));
        Assert.Equal(Data.Predicted!.Operations.Select(layer => layer.Operation.Name), Rows("Latency per layer", last: true).Select(row => row[1]));
    }

    [Fact]
    public void Recall_is_the_share_of_the_diagonal()
    {
        var rows = Rows("Confusion matrix");
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal(Data.Confusion!.Counts[i].Select(count => count.ToString(CultureInfo.InvariantCulture)), rows[i].Skip(1).Take(10));
            var recall = 100.0 * Data.Confusion.Counts[i][i] / Data.Confusion.Counts[i].Sum();
            Assert.Equal(recall.ToString("F2", CultureInfo.InvariantCulture), rows[i][^1]);
        }
    }

    [Theory]
    [InlineData(9312, 1e-5, "good")]
    [InlineData(9300, 1e-5, "bad")]
    [InlineData(9312, 0.01, "bad")]
    [InlineData(9312, double.NaN, "bad")]
    public void An_export_that_differs_is_said_so(int right, double logits, string tone)
    {
        var proof = new ExportProof("images", 10_000, logits, 2.5, 2.5e-3);
        var data = Data with { Verification = new ExportVerification(proof, new Accuracy(9312, 10_000), new Accuracy(right, 10_000)) };
        var section = XDocument.Parse(DesignPage.Compose(data).Render()).Descendants("section").Single(s => s.Element("h2")!.Value == "Exported model");
        Assert.Contains(tone, Assert.Single(section.Elements("p")).Attribute("class")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void An_accuracy_of_few_images_has_its_count_and_its_interval()
    {
        // Wilson's interval of 210 in 240 is 0.82716 to 0.91102.
        var few = Data with { Networks = [Data.Networks[0] with { TestAccuracy = new Accuracy(210, 240) }] };
        var text = XDocument.Parse(DesignPage.Compose(few).Render()).Root!.Value;
        Assert.Contains("87.50 (82.7 to 91.1 of 240)", text, StringComparison.Ordinal);
        Assert.Contains("95 % interval 82.7 to 91.1 %", text, StringComparison.Ordinal);
        // And of 9312 in 10,000: 0.92607 to 0.93600.
        Assert.Contains("95 % interval 92.6 to 93.6 %", XDocument.Parse(DesignPage.Compose(Data).Render()).Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Failed_trials_are_counted_with_their_reasons()
    {
        var trials = Data.Search!.Candidates.Take(20).Select((c, i) => i < 4
            ? SampleData.Finished(i, c.Proposal.Genotype, Evaluation.Failed(i < 3 ? $"diverged at step {i} in '{i}'" : "out of memory", 1)) : c);
        var text = XDocument.Parse(DesignPage.Compose(Data with { Search = Data.Search with { Candidates = [.. trials] } }).Render()).Root!.Value;
        Assert.Contains("4 failed (3 with: diverged at step 0 in '0'; 1 with: out of memory)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_data_has_no_section()
    {
        var page = DesignPage.Compose(new DesignReportData("Nothing yet", Data.Settings));
        Assert.Empty(page.Sections);
        XDocument.Parse(page.Render());
        var unset = DesignPage.Compose(new DesignReportData("Unset", Data.Settings) { Networks = default });
        Assert.Empty(unset.Sections);
    }

    [Fact]
    public void The_same_data_give_the_same_page_in_any_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" } };
            Assert.Equal(DesignPage.Compose(Data).Render(), DesignPage.Compose(SampleData.Design()).Render());
            Assert.Equal(Tree.ToString(), XDocument.Parse(DesignPage.Compose(Data).Render()).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static XElement Section(string title) => Tree.Descendants("section").Single(s => s.Element("h2")!.Value == title);

    private static List<string[]> Rows(string section, bool last = false) =>
        [.. (last ? Section(section).Descendants("tbody").Last() : Section(section).Descendants("tbody").First()).Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
}
