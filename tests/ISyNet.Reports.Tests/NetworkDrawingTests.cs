using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Reports.Html;
using ISyNet.Reports.Networks;

namespace ISyNet.Reports.Tests;

/// <summary>Drawings of networks: every block is there, with its part of the latency, and its text reaches everyone.</summary>
public partial class NetworkDrawingTests
{
    private static readonly Device Device = DeviceCatalog.Find("ascend310")!;

    public static TheoryData<string> Zoo => [.. ModelZoo.Names];

    [Theory, MemberData(nameof(Zoo))]
    public void The_shares_of_the_blocks_and_of_the_launch_are_the_whole_latency(string name)
    {
        var cost = Predict(ModelZoo.Find(name)!.Build());
        var outline = NetworkOutline.FromCost(cost);
        Assert.Equal(1, outline.Blocks.Sum(block => block.Share) + outline.Launch, 1e-9);
        Assert.All(outline.Stages, stage => Assert.InRange(stage.Blocks.Length, 1, 24));
        Assert.All(Drawings(cost), svg =>
        {
            Assert.Equal(outline.Blocks.Count(), svg.Descendants().Count(e => e.Attribute("class")?.Value == "block"));
            // What is written, rounded as it is.
            var headings = string.Join(' ', svg.Descendants().Where(e => e.Attribute("class")?.Value == "stage").Select(e => e.Value));
            Assert.Contains("Launch of the network, in no block", headings, StringComparison.Ordinal);
            Assert.Equal(100, Written().Matches(headings).Sum(share => Number(share.Groups[1].Value)), 0.05 * (outline.Stages.Length + 1));
        });
    }

    [Theory, MemberData(nameof(Zoo))]
    public void Every_box_and_every_text_lies_inside_and_no_box_covers_another(string name)
    {
        Assert.All(Drawings(Predict(ModelZoo.Find(name)!.Build())), IsInside);
    }

    private static void IsInside(XElement svg)
    {
        var size = svg.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToArray();
        var boxes = svg.Descendants().Where(e => e.Attribute("class")?.Value == "box").Select(e => (X: Of(e, "x"), Y: Of(e, "y"), W: Of(e, "width"), H: Of(e, "height"))).ToArray();
        Assert.All(boxes, box =>
        {
            Assert.InRange(box.X + box.W, 0, size[2]);
            Assert.InRange(box.Y + box.H, 0, size[3]);
        });
        for (var i = 0; i < boxes.Length; i++)
        {
            Assert.DoesNotContain(boxes[(i + 1)..], other => boxes[i].X < other.X + other.W && other.X < boxes[i].X + boxes[i].W && boxes[i].Y < other.Y + other.H && other.Y < boxes[i].Y + boxes[i].H);
        }

        Assert.All(svg.Descendants().Where(e => e.Name.LocalName == "text"), text => Assert.InRange(Of(text, "y"), 0, size[3]));
    }

    [Fact]
    public void A_residual_network_has_its_stages_blocks_and_skip_connections()
    {
        var outline = NetworkOutline.FromCost(Predict(ModelZoo.Find("ResNet-18")!.Build()));
        Assert.Equal(["Input", "Stem", "Stage 0", "Stage 1", "Stage 2", "Stage 3", "Head"], outline.Stages.Select(stage => stage.Name));
        var blocks = outline.Stages.Where(stage => stage.Name.StartsWith("Stage", StringComparison.Ordinal)).ToArray();
        Assert.All(blocks, stage => Assert.Equal(["Block 0", "Block 1"], stage.Blocks.Select(block => block.Name)));
        Assert.All(blocks.SelectMany(stage => stage.Blocks), block => Assert.Equal("add", block.Skip));
        Assert.Equal("512x7x7", blocks[^1].Blocks[^1].Output.ToString());
    }

    [Fact]
    public void A_connection_that_jumps_over_blocks_is_drawn_and_said()
    {
        var builder = new NetworkBuilder("jumps");
        var stage = (int block) => builder.In(new LayerPlace(NetworkPart.Stage, 0, block));
        var image = builder.Add("image", new Input(Shape.Map(16, 8, 8)));
        var first = stage(0).Add("a", new Conv(16, Window.Square(3)), image);
        var second = stage(1).Add("b", new Conv(16, Window.Square(3)), first);
        var third = stage(2).Add("c", new Conv(16, Window.Square(3)), second);
        var fourth = stage(3).Add("d", new Concat(), third, first);
        var cost = Predict(builder.Build(fourth));
        var outline = NetworkOutline.FromCost(cost);
        Assert.Contains(outline.Jumps, jump => outline.Blocks.ElementAt(jump.From).Name == "Block 0" && outline.Blocks.ElementAt(jump.To).Name == "Block 3");
        Assert.Contains("Also reads Stage 0 Block 0.", Draw(cost), StringComparison.Ordinal);
    }

    /// <summary>Imported layers have no place: the same network without places is grouped by resolution, and long ones stay short.</summary>
    [Fact]
    public void A_network_without_places_is_grouped_by_resolution()
    {
        var built = ModelZoo.Find("ResNet-50")!.Build();
        var builder = new NetworkBuilder("imported");
        foreach (var layer in built.Layers)
            builder.Add(layer.Name, layer.Op, [.. layer.Inputs]);
        var outline = NetworkOutline.FromCost(Predict(builder.Build(built.Layers.Length - 1)));
        Assert.Equal(["Input", "112 × 112", "56 × 56", "28 × 28", "14 × 14", "7 × 7", "Vectors"], outline.Stages.Select(s => s.Name).Distinct());
        Assert.All(outline.Stages, stage => Assert.InRange(stage.Blocks.Length, 1, 24));
    }

    [Fact]
    public void Every_block_has_a_text_for_those_who_do_not_see_it()
    {
        var cost = Predict(ModelZoo.Find("ISyNet-N0")!.Build());
        var blocks = XElement.Parse(Draw(cost)).Descendants().Where(e => e.Attribute("class")?.Value == "block").ToArray();
        Assert.All(blocks, block =>
        {
            Assert.Equal("0", block.Attribute("tabindex")!.Value);
            Assert.Equal("img", block.Attribute("role")!.Value);
            Assert.Matches(Said(), block.Attribute("aria-label")!.Value);
            Assert.Equal(block.Attribute("aria-label")!.Value, block.Elements().First(e => e.Name.LocalName == "title").Value);
        });
    }

    private static NetworkCost Predict(Network network) => new ClosedFormModel(Device).Predict(network, 16);

    private static string Draw(NetworkCost cost) => ReportFragment.Render([new NetworkDrawing(cost)]);

    /// <summary>In every layout.</summary>
    private static XElement[] Drawings(NetworkCost cost)
    {
        XElement[] drawings = [.. XElement.Parse(Draw(cost)).Descendants().Where(e => e.Name.LocalName == "svg")];
        Assert.Equal(2, drawings.Length);
        return drawings;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double Of(XElement element, string attribute) => Number(element.Attribute(attribute)!.Value);

    [GeneratedRegex(@"(\d+\.\d) % of the latency")]
    private static partial Regex Written();

    [GeneratedRegex(@"^\w.*: .+\. Output [\dx]+\. \d+\.\d % of the latency, bound by \w+( unit)?\.")]
    private static partial Regex Said();
}
