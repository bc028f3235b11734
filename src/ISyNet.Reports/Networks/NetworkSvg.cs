using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ISyNet.Hardware;

namespace ISyNet.Reports.Networks;

/// <summary>Draws a network block by block as SVG: a row of boxes for each stage, darker the more time a block takes.</summary>
internal static class NetworkSvg
{
    private const double Width = 880, Gap = 28, Left = 14, BoxWidth = 192, LineHeight = 15, Head = 22, Foot = 26, StageHead = 34, ArcRoom = 14;
    private const int PerRow = 4, MostLines = 6, MostCharacters = 25;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XElement Element(NetworkCost cost, string id)
    {
        var outline = NetworkOutline.FromCost(cost);
        var most = Math.Max(1e-9, outline.Blocks.Max(block => block.Share / block.Count));
        var (boxes, headings, height) = Place(outline);
        var title = $"{cost.Lowered.Network.Name}, block by block";
        return new XElement(Svg + "svg", new XAttribute("class", "network"), new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {height:0}")),
            new XAttribute("role", "group"), new XAttribute("aria-labelledby", id),
            new XElement(Svg + "title", new XAttribute("id", id), title),
            new XElement(Svg + "g", new XAttribute("aria-hidden", "true"), boxes.Skip(1).Select((box, i) => Follow(boxes[i], box)), outline.Jumps.Select(jump => Jump(boxes, jump))),
            headings.Select(heading => Text(Left, heading.Y, heading.Text, "stage")),
            boxes.Select(box => Draw(box, most, outline.Jumps, boxes)));
    }

    private static (ImmutableArray<Box> Boxes, ImmutableArray<(double Y, string Text)> Headings, double Height) Place(NetworkOutline outline)
    {
        var (boxes, headings, y) = (ImmutableArray.CreateBuilder<Box>(), ImmutableArray.CreateBuilder<(double, string)>(), 0.0);
        foreach (var stage in outline.Stages)
        {
            var blocks = stage.Blocks.Sum(block => block.Count);
            headings.Add((y + 22, $"{stage.Name} · {stage.Blocks[^1].Output}{(blocks > 1 ? $" · {Quantity.Whole(blocks)} blocks" : "")} · {Quantity.Percent(stage.Share, 1)} % of the latency"));
            y += StageHead;
            foreach (var row in stage.Blocks.Chunk(PerRow))
            {
                y += ArcRoom;
                var height = row.Max(block => Head + Foot + (LineHeight * Math.Min(MostLines, block.Lines.Length)));
                boxes.AddRange(row.Select((block, column) => new Box(block, Left + (column * (BoxWidth + Gap)), y, height)));
                y += height + 8;
            }
        }

        return (boxes.ToImmutable(), headings.ToImmutable(), y + 4);
    }

    private static XElement Draw(Box box, double most, ImmutableArray<(int From, int To)> jumps, ImmutableArray<Box> boxes)
    {
        var (block, number) = (box.Block, boxes.IndexOf(box));
        var name = block.Name.Length > 0 ? block.Name : block.Stage;
        var lines = block.Lines.Length <= MostLines ? block.Lines : [.. block.Lines.Take(MostLines - 1), new OutlineLine($"and {Quantity.Whole(block.Lines.Length - MostLines + 1)} more", block.Lines.Skip(MostLines - 1).Sum(line => line.Share))];
        var share = $"{Quantity.Percent(block.Share, 1)} %";
        var count = block.Count > 1 ? $" × {Quantity.Whole(block.Count)}" : "";
        var heat = Math.Min(1, block.Share / block.Count / most);
        var text = $"{(block.Name.Length > 0 ? $"{block.Stage}, {block.Name}" : block.Stage)}{count}: {string.Join("; ", block.Lines.Select(line => line.Text))}. Output {block.Output}. {share} of the latency, bound by {block.Bound}."
            + (block.Skip is { } skip ? $" A skip connection around it joins by {skip}." : "")
            + string.Concat(jumps.Where(jump => jump.To == number).Select(jump => $" Also reads {boxes[jump.From].Block.Stage} {boxes[jump.From].Block.Name}.".Replace(" .", ".", StringComparison.Ordinal)));
        return new XElement(Svg + "g", new XAttribute("class", "block"), new XAttribute("tabindex", "0"), new XAttribute("role", "img"), new XAttribute("aria-label", text),
            new XElement(Svg + "title", text),
            Rect(box.X, box.Y, BoxWidth, box.Height, "box"),
            Rect(box.X, box.Y, BoxWidth, box.Height, "heat", new XAttribute("fill-opacity", Number(0.04 + (0.31 * heat)))),
            Rect(box.X + 10, box.Y + box.Height - 7, (BoxWidth - 20) * heat, 3, "bar"),
            block.Skip is null ? null : Arc(box),
            Text(box.X + 10, box.Y + 16, Cut(name + count, MostCharacters - 7), "name"),
            Text(box.X + BoxWidth - 10, box.Y + 16, share, "share"),
            lines.Select((line, i) => Text(box.X + 10, box.Y + Head + 11 + (i * LineHeight), Cut(line.Text, MostCharacters), "line")),
            lines.Length < 2 ? null : lines.Select((line, i) => Text(box.X + BoxWidth - 10, box.Y + Head + 11 + (i * LineHeight), $"{Quantity.Percent(line.Share, 1)} %", "part")),
            Text(box.X + 10, box.Y + box.Height - 12, $"→ {block.Output}", "line"));
    }

    /// <summary>The skip connection: over the box, with the sign of its join.</summary>
    private static object[] Arc(Box box)
    {
        var (from, to, top) = (box.X + 12, box.X + BoxWidth - 12, box.Y - 11);
        return
        [
            new XElement(Svg + "path", new XAttribute("class", "skip"), new XAttribute("d", string.Create(CultureInfo.InvariantCulture, $"M{from:0.#} {box.Y:0.#}V{top + 5:0.#}Q{from:0.#} {top:0.#} {from + 6:0.#} {top:0.#}H{to - 6:0.#}Q{to:0.#} {top:0.#} {to:0.#} {top + 5:0.#}V{box.Y:0.#}"))),
            Text((from + to) / 2, top + 4, box.Block.Skip == "concat" ? "concat" : "+", "join"),
        ];
    }

    private static XElement Follow(Box from, Box to) => new(Svg + "path", new XAttribute("class", "flow"), new XAttribute("d", from.Y == to.Y
        ? string.Create(CultureInfo.InvariantCulture, $"M{from.X + BoxWidth:0.#} {from.Middle:0.#}H{to.X - 5:0.#}m-5 -4l5 4l-5 4")
        : string.Create(CultureInfo.InvariantCulture, $"M{from.X + 30:0.#} {from.Y + from.Height:0.#}v5H{Left - 9:0.#}V{to.Middle:0.#}H{to.X - 5:0.#}m-5 -4l5 4l-5 4")));

    /// <summary>A connection that jumps over blocks, behind the boxes.</summary>
    private static XElement Jump(ImmutableArray<Box> boxes, (int From, int To) jump)
    {
        var (from, to) = (boxes[jump.From], boxes[jump.To]);
        var (x1, y1, x2, y2) = (from.X + BoxWidth - 24, from.Y, to.X + 24, to.Y);
        var bend = from.Y == to.Y ? 13 : 0.5 * Math.Abs(y2 - y1);
        return new XElement(Svg + "path", new XAttribute("class", "jump"), new XAttribute("d", from.Y == to.Y
            ? string.Create(CultureInfo.InvariantCulture, $"M{x1:0.#} {y1:0.#}C{x1:0.#} {y1 - bend:0.#} {x2:0.#} {y2 - bend:0.#} {x2:0.#} {y2:0.#}")
            : string.Create(CultureInfo.InvariantCulture, $"M{x1:0.#} {from.Y + from.Height:0.#}C{x1:0.#} {from.Y + from.Height + 20:0.#} {x2:0.#} {y2 - 20:0.#} {x2:0.#} {y2:0.#}")));
    }

    private static XElement Rect(double x, double y, double width, double height, string name, params XAttribute[] more) => new(Svg + "rect", new XAttribute("class", name),
        new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("width", Number(width)), new XAttribute("height", Number(height)), new XAttribute("rx", height > 8 ? "6" : "1"), more);

    private static XElement Text(double x, double y, string text, string name) => new(Svg + "text", new XAttribute("class", name), new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), text);

    private static string Cut(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record Box(OutlineBlock Block, double X, double Y, double Height)
    {
        public double Middle => Y + (Height / 2);
    }
}
