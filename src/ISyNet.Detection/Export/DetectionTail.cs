using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Onnx.Export;
using ISyNet.Onnx.Proto;

namespace ISyNet.Detection.Export;

/// <summary>
/// The part of an exported detector after its network, with the same computation as <see cref="OutputReader"/>: scores, box decoding,
/// non-maximum suppression, and one row per object.
/// </summary>
internal sealed class DetectionTail(DetectorDesign design, DetectionRules rules)
{
    private const string Scores = "decode.scores", Bounded = "decode.bounded";

    /// <summary>The outputs of the network before this part; null if the graph does not have this part.</summary>
    public static (string Logits, string LogDistances)? RawValues(ExportedModel model) =>
        model.FirstInputOf(Scores) is { } logits && model.FirstInputOf(Bounded) is { } distances ? (logits, distances) : null;

    public void Add(OnnxGraphWriter writer)
    {
        var outputs = writer.Network.Outputs;
        var scores = writer.AddNode("Sigmoid", Scores, [writer.ValueOf(outputs[0])]);
        var boxes = AddBoxes(writer, writer.ValueOf(outputs[1]));
        var selected = writer.AddNode("NonMaxSuppression", "suppress",
        [
            boxes, scores,
            writer.Constant("suppress.max_per_class", [rules.MaxPerClass]),
            writer.Constant("suppress.iou_threshold", Shape.Vector(1), [rules.IouThreshold]),
            writer.Constant("suppress.score_threshold", Shape.Vector(1), [rules.ScoreThreshold]),
        ]);
        var place = writer.AddNode("Gather", "suppress.place", [selected, writer.Constant("suppress.place_columns", [0, 2])], Axis(1));
        writer.AddNode("GatherND", "boxes", [boxes, place]);
        writer.AddNode("GatherND", "scores", [scores, selected]);
        AddColumn(writer, "classes", selected, 1);
        AddColumn(writer, "images", selected, 0);
        writer.AddOutput("boxes", OnnxDataType.Float, "D", 4);
        writer.AddOutput("scores", OnnxDataType.Float, "D");
        writer.AddOutput("classes", OnnxDataType.Int64, "D");
        writer.AddOutput("images", OnnxDataType.Int64, "D");
    }

    /// <summary>Batch x positions x corners, from logarithms of distances.</summary>
    private string AddBoxes(OnnxGraphWriter writer, string logDistances)
    {
        var points = design.Points;
        var strides = writer.Constant("decode.strides", new Shape(1, 1, points.Length), [.. points.Select(p => (float)p.Stride)]);
        var centres = writer.Constant("decode.centres", new Shape(1, 2, points.Length),
            [.. points.Select(p => p.X), .. points.Select(p => p.Y)]);
        var longest = writer.Constant("decode.longest", Shape.Vector(1), [BoxDecoder.MaxLogDistance]);
        var bounded = writer.AddNode("Min", Bounded, [logDistances, longest]);
        var lengths = writer.AddNode("Exp", "decode.lengths", [bounded]);
        var pixels = writer.AddNode("Mul", "decode.pixels", [lengths, strides]);
        var leftTop = writer.AddNode("Sub", "decode.left_top", [centres, Rows(writer, "decode.to_left_top", pixels, 0, 2)]);
        var rightBottom = writer.AddNode("Add", "decode.right_bottom", [centres, Rows(writer, "decode.to_right_bottom", pixels, 2, 4)]);
        var corners = writer.AddNode("Concat", "decode.corners", [leftTop, rightBottom], Axis(1));
        var none = writer.Constant("decode.zero", Shape.Vector(1), [0f]);
        var size = writer.Constant("decode.size", new Shape(1, 4, 1), [design.Input.Width, design.Input.Height, design.Input.Width, design.Input.Height]);
        var above = writer.AddNode("Max", "decode.above", [corners, none]);
        var within = writer.AddNode("Min", "decode.within", [above, size]);
        return writer.AddNode("Transpose", "decode.boxes", [within], new OnnxAttribute("perm", [0, 2, 1]));
    }

    private static string Rows(OnnxGraphWriter writer, string name, string value, long from, long to) => writer.AddNode("Slice", name,
    [
        value, writer.Constant($"{name}.from", [from]), writer.Constant($"{name}.to", [to]), writer.Constant($"{name}.axis", [1]),
    ]);

    private static void AddColumn(OnnxGraphWriter writer, string name, string selected, long column)
    {
        var picked = writer.AddNode("Gather", $"suppress.{name}", [selected, writer.Constant($"suppress.{name}_column", [column])], Axis(1));
        writer.AddNode("Reshape", name, [picked, writer.Constant($"suppress.{name}_shape", [-1])]);
    }

    private static OnnxAttribute Axis(long axis) => new("axis", axis);
}
