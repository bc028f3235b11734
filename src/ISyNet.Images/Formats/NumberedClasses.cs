using System.Collections.Immutable;
using System.Globalization;

namespace ISyNet.Images.Formats;

/// <summary>
/// The classes of numbered labels. They are the numbers that occur, so labels from 1 leave no class empty; or the lines of
/// <c>classes.txt</c> next to the data, from 0, or from 1 if a label equals the number of lines.
/// </summary>
/// <param name="Names">One name per class.</param>
/// <param name="Places">The class of each label.</param>
internal sealed record NumberedClasses(ImmutableArray<string> Names, ImmutableDictionary<int, int> Places)
{
    public const string FileName = "classes.txt";

    private const int MaxClasses = 1_000_000;

    /// <param name="folder">Where <c>classes.txt</c> may be.</param>
    /// <param name="labels">The labels of the training images.</param>
    /// <param name="known">Names of the labels from 0 on, if the data set is known; otherwise default.</param>
    /// <exception cref="ImageException">The file names fewer classes than there are.</exception>
    public static NumberedClasses FromLabels(string folder, IEnumerable<int> labels, ImmutableArray<string> known = default)
    {
        int[] occurring = [.. labels.Distinct().Order()];
        var list = Path.Combine(folder, FileName);
        if (File.Exists(list))
            return Named([.. TextLines.Read(list).Take(MaxClasses).Select(ClassNames.Clean).Where(line => line.Length > 0)], occurring, list);
        if (!known.IsDefault && occurring[^1] < known.Length)
            return new(known, Enumerable.Range(0, known.Length).ToImmutableDictionary(label => label));
        return new(
            [.. occurring.Select(label => label.ToString(CultureInfo.InvariantCulture))],
            occurring.Index().ToImmutableDictionary(entry => entry.Item, entry => entry.Index));
    }

    private static NumberedClasses Named(ImmutableArray<string> names, int[] occurring, string list)
    {
        var first = occurring[0] >= 1 && occurring[^1] == names.Length ? 1 : 0;
        return occurring[^1] - first < names.Length
            ? new(names, Enumerable.Range(0, names.Length).ToImmutableDictionary(place => place + first))
            : throw new ImageException($"{list}: names {names.Length} classes, one per line, but labels go from {occurring[0]} to {occurring[^1]}");
    }
}
