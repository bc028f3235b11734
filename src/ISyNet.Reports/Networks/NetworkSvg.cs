using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace ISyNet.Reports.Networks;

/// <summary>Draws a network block by block as SVG: a row of boxes for each stage, darker the more time a block takes.</summary>
internal sealed class NetworkSvg
{
    private const double LineHeight = 15, Head = 22, Foot = 26, StageHead = 34, StageLine = 17, ArcRoom = 14, Inset = 10, Between = 8;
    private const int MostLines = 6;

    // As in network.css.
    private const double TextSize = 11.5, StageSize = 13;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly NetworkLayout _layout;
    private readonly NetworkOutline _outline;
    private readonly ImmutableArray<Box> _boxes;
    private readonly ImmutableArray<(double Y, string Text)> _headings;
    private readonly double _height;

    private NetworkSvg(NetworkOutline outline, NetworkLayout layout)
    {
        (_outline, _layout) = (outline, layout);
        (_boxes, _headings, _height) = Place();
    }

    /// <summary>The drawing in one layout.</summary>
    public static XElement Element(NetworkDrawing drawing, NetworkLayout layout, string id) => new NetworkSvg(NetworkOutline.FromCost(drawing.Cost), layout).Element(drawing.Title, id);

    private XElement Element(string title, string id)
    {
        var most = Math.Max(1e-9, _outline.Blocks.Max(block => block.Share / block.Count));
        return new XElement(Svg + "svg", new XAttribute("class", $"network {_layout.Name}"), new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {_layout.Width} {_height:0}")),
            new XAttribute("role", "group"), new XAttribute("aria-labelledby", id),
            new XElement(Svg + "title", new XAttribute("id", id), title),
            new XElement(Svg + "g", new XAttribute("aria-hidden", "true"), _boxes.Skip(1).Select((box, i) => Follow(_boxes[i], box)), _outline.Jumps.Select(Jump)),
            _headings.Select(heading => Text(_layout.Left, heading.Y, heading.Text, "stage")),
            _boxes.Select(box => Draw(box, most)));
    }

    private (ImmutableArray<Box> Boxes, ImmutableArray<(double Y, string Text)> Headings, double Height) Place()
    {
        var (boxes, headings, y) = (ImmutableArray.CreateBuilder<Box>(), ImmutableArray.CreateBuilder<(double, string)>(), 0.0);
        foreach (var stage in _outline.Stages)
        {
            var blocks = stage.Blocks.Sum(block => block.Count);
            AddHeading([stage.Name, $"{stage.Blocks[^1].Output}", .. blocks > 1 ? [$"{Quantity.Whole(blocks)} blocks"] : Array.Empty<string>(), $"{Quantity.Percent(stage.Share, 1)} % of the latency"]);
            foreach (var row in stage.Blocks.Chunk(_layout.PerRow))
            {
                y += ArcRoom;
                var height = row.Max(block => Head + Foot + (LineHeight * Math.Min(MostLines, block.Lines.Length)));
                boxes.AddRange(row.Select((block, column) => new Box(block, _layout.Left + (column * (_layout.BoxWidth + NetworkLayout.Gap)), y, _layout.BoxWidth, height)));
                y += height + 8;
            }
        }

        if (_outline.Launch > 0)
            AddHeading(["Launch of the network, in no block", $"{Quantity.Percent(_outline.Launch, 1)} % of the latency"]);
        return (boxes.ToImmutable(), headings.ToImmutable(), y + 4);

        void AddHeading(string[] pieces)
        {
            foreach (var (index, line) in DrawnText.Wrap(pieces, _layout.Width - _layout.Left, StageSize, isBold: true).Index())
            {
                headings.Add((y + (index == 0 ? 22 : 5), line));
                y += index == 0 ? StageHead : StageLine;
            }
        }
    }

    private XElement Draw(Box box, double most)
    {
        var (block, number) = (box.Block, _boxes.IndexOf(box));
        var name = block.Name.Length > 0 ? block.Name : block.Stage;
        var lines = block.Lines.Length <= MostLines ? block.Lines : [.. block.Lines.Take(MostLines - 1), new OutlineLine($"and {Quantity.Whole(block.Lines.Length - MostLines + 1)} more", block.Lines.Skip(MostLines - 1).Sum(line => line.Share))];
        var share = $"{Quantity.Percent(block.Share, 1)} %";
        var count = block.Count > 1 ? $" × {Quantity.Whole(block.Count)}" : "";
        var heat = Math.Min(1, block.Share / block.Count / most);
        var text = $"{(block.Name.Length > 0 ? $"{block.Stage}, {block.Name}" : block.Stage)}{count}: {string.Join("; ", block.Lines.Select(line => line.Text))}. Output {block.Output}. {share} of the latency, bound by {block.Bound}."
            + (block.Skip is { } skip ? $" A skip connection around it joins by {skip}." : "")
            + string.Concat(_outline.Jumps.Where(jump => jump.To == number).Select(jump => $" Also reads {_boxes[jump.From].Block.Stage} {_boxes[jump.From].Block.Name}.".Replace(" .", ".", StringComparison.Ordinal)));
        return new XElement(Svg + "g", new XAttribute("class", "block"), new XAttribute("tabindex", "0"), new XAttribute("role", "img"), new XAttribute("aria-label", text),
            new XElement(Svg + "title", text),
            Rect(box.X, box.Y, box.Width, box.Height, "box"),
            Rect(box.X, box.Y, box.Width, box.Height, "heat", new XAttribute("fill-opacity", Number(0.04 + (0.31 * heat)))),
            Rect(box.X + Inset, box.Y + box.Height - 7, (box.Width - (2 * Inset)) * heat, 3, "bar"),
            block.Skip is null ? null : Arc(box),
            Pair(box, box.Y + 16, name, count, "name", share, "share"),
            lines.Select((line, i) => Pair(box, box.Y + Head + 11 + (i * LineHeight), line.Text, "", "line", lines.Length < 2 ? "" : $"{Quantity.Percent(line.Share, 1)} %", "part")),
            Pair(box, box.Y + box.Height - 12, $"→ {block.Output}", "", "line", "", ""));
    }

    /// <summary>A line of a box: a text that is cut where its room ends, what follows it in any case, and a number at the right.</summary>
    private static XElement?[] Pair(Box box, double y, string text, string after, string name, string number, string numberName)
    {
        var isBold = name == "name";
        var taken = DrawnText.Width(after, TextSize, isBold) + (number.Length == 0 ? 0 : Between + DrawnText.Width(number, TextSize, isBold));
        return
        [
            Text(box.X + Inset, y, DrawnText.Fit(text, box.Width - (2 * Inset) - taken, TextSize, isBold) + after, name),
            number.Length == 0 ? null : Text(box.X + box.Width - Inset, y, number, numberName),
        ];
    }

    /// <summary>The skip connection: over the box, with the sign of its join.</summary>
    private static object[] Arc(Box box)
    {
        var (from, to, top) = (box.X + 12, box.X + box.Width - 12, box.Y - 11);
        return
        [
            new XElement(Svg + "path", new XAttribute("class", "skip"), new XAttribute("d", string.Create(CultureInfo.InvariantCulture, $"M{from:0.#} {box.Y:0.#}V{top + 5:0.#}Q{from:0.#} {top:0.#} {from + 6:0.#} {top:0.#}H{to - 6:0.#}Q{to:0.#} {top:0.#} {to:0.#} {top + 5:0.#}V{box.Y:0.#}"))),
            Text((from + to) / 2, top + 4, box.Block.Skip == "concat" ? "concat" : "+", "join"),
        ];
    }

    private XElement Follow(Box from, Box to) => new(Svg + "path", new XAttribute("class", "flow"), new XAttribute("d", from.Y == to.Y
        ? string.Create(CultureInfo.InvariantCulture, $"M{from.X + from.Width:0.#} {from.Middle:0.#}H{to.X - 5:0.#}m-5 -4l5 4l-5 4")
        : string.Create(CultureInfo.InvariantCulture, $"M{from.X + 30:0.#} {from.Y + from.Height:0.#}v5H{_layout.Left - 9:0.#}V{to.Middle:0.#}H{to.X - 5:0.#}m-5 -4l5 4l-5 4")));

    /// <summary>A connection that jumps over blocks, behind the boxes.</summary>
    private XElement Jump((int From, int To) jump)
    {
        var (from, to) = (_boxes[jump.From], _boxes[jump.To]);
        var (x1, y1, x2, y2) = (from.X + from.Width - 24, from.Y, to.X + 24, to.Y);
        var bend = from.Y == to.Y ? 13 : 0.5 * Math.Abs(y2 - y1);
        return new XElement(Svg + "path", new XAttribute("class", "jump"), new XAttribute("d", from.Y == to.Y
            ? string.Create(CultureInfo.InvariantCulture, $"M{x1:0.#} {y1:0.#}C{x1:0.#} {y1 - bend:0.#} {x2:0.#} {y2 - bend:0.#} {x2:0.#} {y2:0.#}")
            : string.Create(CultureInfo.InvariantCulture, $"M{x1:0.#} {from.Y + from.Height:0.#}C{x1:0.#} {from.Y + from.Height + 20:0.#} {x2:0.#} {y2 - 20:0.#} {x2:0.#} {y2:0.#}")));
    }

    private static XElement Rect(double x, double y, double width, double height, string name, params XAttribute[] more) => new(Svg + "rect", new XAttribute("class", name),
        new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("width", Number(width)), new XAttribute("height", Number(height)), new XAttribute("rx", height > 8 ? "6" : "1"), more);

    private static XElement Text(double x, double y, string text, string name) => new(Svg + "text", new XAttribute("class", name), new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), text);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record Box(OutlineBlock Block, double X, double Y, double Width, double Height)
    {
        public double Middle => Y + (Height / 2);
    }
}
