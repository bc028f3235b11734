using System.Globalization;
using System.Text;

namespace ISyNet.Predictors.Fitting;

/// <summary>Reads the trees of LightGBM's own text format.</summary>
internal static class LightGbmText
{
    /// <summary>Every tree as one line of <see cref="Hardware.Kernels.TreeEnsemble"/>; without trees that have no split.</summary>
    public static List<string> Trees(string model, double scale)
    {
        var trees = new List<string>();
        Dictionary<string, string>? tree = null;
        foreach (var line in model.Split('\n'))
        {
            if (line.StartsWith("Tree=", StringComparison.Ordinal))
                tree = new Dictionary<string, string>(StringComparer.Ordinal);
            else if (tree is not null && line.Split('=', 2) is [var name, var value])
                tree[name] = value;
            if (tree is null || (line.Length > 0 && !line.StartsWith("end of trees", StringComparison.Ordinal)) || !tree.ContainsKey("leaf_value"))
                continue;
            if (Line(tree, scale) is { } text)
                trees.Add(text);
            tree = null;
        }

        return trees;
    }

    private static string? Line(Dictionary<string, string> tree, double scale)
    {
        var leaves = Numbers(tree["leaf_value"]);
        if (leaves.All(leaf => leaf == 0))
            return null;
        var text = new StringBuilder();
        if (leaves.Length == 1)
            return Answer(text, leaves[0] * scale).ToString();
        var features = Array.ConvertAll(Numbers(tree["split_feature"]), x => (int)x);
        var (thresholds, yes, no) = (Numbers(tree["threshold"]), Array.ConvertAll(Numbers(tree["left_child"]), x => (int)x), Array.ConvertAll(Numbers(tree["right_child"]), x => (int)x));
        Write(0);
        return text.ToString();

        void Write(int node)
        {
            if (text.Length > 0)
                text.Append(' ');
            if (node < 0)
            {
                Answer(text, leaves[~node] * scale);
                return;
            }

            text.Append(CultureInfo.InvariantCulture, $"{features[node]}<{thresholds[node]:G7}");
            Write(yes[node]);
            Write(no[node]);
        }
    }

    private static StringBuilder Answer(StringBuilder text, double value) => text.Append(CultureInfo.InvariantCulture, $"={value:G4}");

    private static double[] Numbers(string cells) =>
        [.. cells.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
}
