using System.Text.Json;
using CsCheck;
using ISyNet.Reports.Charts;

namespace ISyNet.Reports.Tests;

/// <summary>The JSON form of charts, which charts.js reads (docs/charts.md), and what the scripts must not contain.</summary>
public class ChartTests
{
    public static TheoryData<string, Chart> Forms => new()
    {
        {
            """{"kind":"plane","x":{"label":"Latency","unit":"ms per image"},"y":{"label":"Top-1","isLogarithmic":true,"max":1},"series":[{"name":"front","points":[{"x":0.5,"y":0.9,"name":"net-1","text":"depth 3\nwidth 16","link":"#net-1"},{"x":0,"y":null,"low":1,"high":2}],"role":"front","line":"steps"}],"rules":[{"label":"budget","value":0.6,"isVertical":true}],"title":"t","description":"d"}""",
            new PlaneChart("t", "d", new ChartAxis("Latency", "ms per image"), new ChartAxis("Top-1") { IsLogarithmic = true, Max = 1 },
                [new ChartSeries("front", [new ChartPoint(0.5, 0.9, "net-1", "depth 3\nwidth 16", "#net-1"), new ChartPoint(0, double.NaN) { Low = 1, High = 2 }]) { Role = ChartRole.Front, Line = ChartLine.Steps }])
            {
                Rules = [new ChartRule("budget", 0.6)],
            }
        },
        {
            """{"kind":"bars","value":{"label":"Latency"},"parts":[{"name":"matrix","role":"matrix"}],"bars":[{"name":"conv1","values":[1.5]}],"title":"t","description":"d"}""",
            new BarChart("t", "d", new ChartAxis("Latency"), [new BarPart("matrix", ChartRole.Matrix)], [new ChartBar("conv1", [1.5])])
        },
        {
            """{"kind":"parallel","axes":[{"label":"a","isWhole":true},{"label":"b"}],"lines":[{"name":"n","values":[1,2],"role":"trial"}],"title":"t","description":"d"}""",
            new ParallelChart("t", "d", [new ChartAxis("a") { IsWhole = true }, new ChartAxis("b")], [new ParallelLine("n", [1, 2]) { Role = ChartRole.Trial }])
        },
        {
            """{"kind":"timeline","time":{"label":"Time","unit":"s"},"lanes":["worker 1"],"spans":[{"lane":0,"start":0,"end":2.5,"name":"trial 1","role":"failed","text":"out of memory"}],"title":"t","description":"d"}""",
            new TimelineChart("t", "d", new ChartAxis("Time", "s"), ["worker 1"], [new TimelineSpan(0, 0, 2.5, "trial 1", ChartRole.Failed, "out of memory")])
        },
        {
            """{"kind":"matrix","x":{"label":"Predicted class"},"y":{"label":"True class"},"columns":["cat"],"rows":["cat"],"counts":[[3]],"title":"t","description":"d"}""",
            new MatrixChart("t", "d", new ChartAxis("Predicted class"), new ChartAxis("True class"), ["cat"], ["cat"], [[3]])
        },
    };

    [Theory, MemberData(nameof(Forms))]
    public void A_chart_has_the_documented_form(string json, Chart chart) => Assert.Equal(json, chart.ToJson());

    [Theory, MemberData(nameof(Forms))]
    public void A_chart_returns_from_its_form(string json, Chart chart)
    {
        var read = JsonSerializer.Deserialize<Chart>(json, Chart.JsonOptions)!;
        Assert.Equal(chart.GetType(), read.GetType());
        Assert.Equal(json, read.ToJson());
    }

    [Fact, Trait("Category", Property.Category)]
    public void No_text_ends_the_script_element_of_a_page() => Gen.OneOf(Gen.String, Gen.String["</script><!--]]>&\"'\u2028a "]).ForAll(text =>
    {
        var json = new BarChart(text, text, new ChartAxis(text, text), [new BarPart(text)], [new ChartBar(text, [1], text, text)]).ToJson();
        Assert.DoesNotMatch("[<>&\\x00-\\x1f\\x7f-\\uffff]", json);
    });

    /// <summary>A page's policy allows its own scripts only, and a page is at once HTML and XML.</summary>
    [Fact]
    public void The_scripts_use_nothing_that_a_strict_policy_forbids()
    {
        foreach (var script in new[] { ChartAssets.Library, ChartAssets.Script })
        {
            Assert.All(["eval(", "new Function", "setAttribute(\"style\"", "]]>", "</script", "<!--", "insertAdjacentHTML"],
                forbidden => Assert.DoesNotContain(forbidden, script, StringComparison.Ordinal));
        }

        Assert.DoesNotContain("innerHTML", ChartAssets.Script, StringComparison.Ordinal);
        Assert.DoesNotMatch("[<&]", ChartAssets.Style);
    }

    [Fact]
    public void The_licences_of_the_library_come_with_it()
    {
        var licences = ChartAssets.Licences;
        Assert.All(["Apache License", "Version 2.0", "Copyright 2017-2026 The Apache Software Foundation", "Copyright (c) 2017, Baidu Inc.", "Copyright 2010-2016 Mike Bostock", "Microsoft Corporation"],
            part => Assert.Contains(part, licences, StringComparison.Ordinal));
        Assert.Contains("Apache ECharts 6.1.0", ChartAssets.Library[..200], StringComparison.Ordinal);
    }
}
