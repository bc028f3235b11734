using System.Globalization;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Kernels;

/// <summary>
/// Regression trees whose answers add up. A tree is written as one line, root first: <c>4&lt;0.5</c> asks whether feature 4 is at most 0.5,
/// its yes and then its no follow; <c>=0.1</c> is an answer.
/// </summary>
internal sealed class TreeEnsemble
{
    private const int MostNodes = 4096;
    private const int MostDepth = 256;

    // One tree after the other. Of a question: feature, threshold and where its no lies (its yes is next); of an answer: feature -1 and its value.
    private readonly int[] _roots;
    private readonly int[] _features;
    private readonly int[] _no;
    private readonly double[] _values;

    private TreeEnsemble(int[] roots, int[] features, int[] no, double[] values) => (_roots, _features, _no, _values) = (roots, features, no, values);

    /// <summary>Reads trees.</summary>
    /// <param name="trees">One line per tree.</param>
    /// <param name="features">How many features there are.</param>
    /// <exception cref="DeviceException">A line is no sound tree; the message says which and why.</exception>
    public static TreeEnsemble Parse(IReadOnlyList<string> trees, int features)
    {
        ArgumentNullException.ThrowIfNull(trees);
        var (roots, asked, no, values) = (new List<int>(trees.Count), new List<int>(), new List<int>(), new List<double>());
        for (var i = 0; i < trees.Count; i++)
        {
            var tokens = trees[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (tokens.Length is 0 or > MostNodes)
                throw new DeviceException($"trees[{i}]: must have 1 to {MostNodes} nodes, not {tokens.Length}");
            roots.Add(asked.Count);
            var next = 0;
            Read(0);
            if (next != tokens.Length)
                throw new DeviceException($"trees[{i}]: goes on after its end, with '{tokens[next]}'");

            void Read(int depth)
            {
                if (next == tokens.Length || depth > MostDepth)
                    throw new DeviceException($"trees[{i}]: ends before every question has its yes and no");
                var token = tokens[next++];
                var here = asked.Count;
                no.Add(0);
                var sign = token.IndexOf('<', StringComparison.Ordinal);
                if (token.StartsWith('=') && Number(token.AsSpan(1), out var answer))
                {
                    asked.Add(-1);
                    values.Add(answer);
                    return;
                }

                if (sign < 1 || !int.TryParse(token.AsSpan(0, sign), NumberStyles.None, CultureInfo.InvariantCulture, out var feature) || feature >= features
                    || !Number(token.AsSpan(sign + 1), out var threshold))
                    throw new DeviceException($"trees[{i}]: '{token}' is neither a question such as 4<0.5, of a feature below {features}, nor an answer such as =0.1");
                asked.Add(feature);
                values.Add(threshold);
                Read(depth + 1);
                no[here] = asked.Count;
                Read(depth + 1);
            }
        }

        return new TreeEnsemble([.. roots], [.. asked], [.. no], [.. values]);
    }

    /// <summary>The sum of the answers.</summary>
    public double Evaluate(ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        foreach (var root in _roots)
        {
            var node = root;
            while (_features[node] >= 0)
                node = x[_features[node]] <= _values[node] ? node + 1 : _no[node];
            sum += _values[node];
        }

        return sum;
    }

    private static bool Number(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
