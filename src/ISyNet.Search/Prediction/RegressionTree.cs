namespace ISyNet.Search.Prediction;

/// <summary>One regression tree over binned features: a row goes left where its bin is at most the cut.</summary>
internal sealed class RegressionTree
{
    private readonly List<Node> _nodes = [];

    private readonly record struct Node(int Feature, byte Cut, int Left, int Right, double Value);

    /// <summary>Grows a tree that lowers the squared error most at every split.</summary>
    public static RegressionTree Grow(byte[][] rows, double[] targets, int[] features, int depth, int smallestLeaf)
    {
        var tree = new RegressionTree();
        tree.Split(rows, targets, [.. Enumerable.Range(0, rows.Length)], features, depth, smallestLeaf);
        return tree;
    }

    public double Predict(byte[] row)
    {
        var at = 0;
        while (_nodes[at].Feature >= 0)
            at = row[_nodes[at].Feature] <= _nodes[at].Cut ? _nodes[at].Left : _nodes[at].Right;
        return _nodes[at].Value;
    }

    private int Split(byte[][] rows, double[] targets, int[] members, int[] features, int depth, int smallestLeaf)
    {
        var sum = members.Sum(i => targets[i]);
        var index = _nodes.Count;
        _nodes.Add(new Node(-1, 0, 0, 0, sum / members.Length));
        if (depth == 0 || members.Length < 2 * smallestLeaf)
            return index;
        var (feature, cut) = Best(rows, targets, members, features, sum, smallestLeaf);
        if (feature < 0)
            return index;
        var left = Split(rows, targets, [.. members.Where(i => rows[i][feature] <= cut)], features, depth - 1, smallestLeaf);
        var right = Split(rows, targets, [.. members.Where(i => rows[i][feature] > cut)], features, depth - 1, smallestLeaf);
        _nodes[index] = new Node(feature, cut, left, right, 0);
        return index;
    }

    private static (int Feature, byte Cut) Best(byte[][] rows, double[] targets, int[] members, int[] features, double sum, int smallestLeaf)
    {
        Span<double> sums = stackalloc double[256];
        Span<int> counts = stackalloc int[256];
        var best = (Feature: -1, Cut: (byte)0);
        // A split must lower the squared error by more than rounding.
        var bestGain = (sum * sum / members.Length) + 1e-12;
        foreach (var feature in features)
        {
            sums.Clear();
            counts.Clear();
            var last = 0;
            foreach (var i in members)
            {
                var bin = rows[i][feature];
                sums[bin] += targets[i];
                counts[bin]++;
                last = Math.Max(last, bin);
            }

            var (leftSum, leftCount) = (0.0, 0);
            for (var bin = 0; bin < last; bin++)
            {
                leftSum += sums[bin];
                leftCount += counts[bin];
                var rightCount = members.Length - leftCount;
                if (counts[bin] == 0 || leftCount < smallestLeaf || rightCount < smallestLeaf)
                    continue;
                var gain = (leftSum * leftSum / leftCount) + ((sum - leftSum) * (sum - leftSum) / rightCount);
                if (gain > bestGain)
                    (best, bestGain) = ((feature, (byte)bin), gain);
            }
        }

        return best;
    }
}
