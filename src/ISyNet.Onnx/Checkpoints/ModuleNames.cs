using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>Chooses between modules by their names if their shapes leave a choice.</summary>
internal static partial class ModuleNames
{
    private static readonly ImmutableHashSet<string> Around = ["downsample", "shortcut", "skip", "identity", "proj", "project", "projection"];

    private static readonly ImmutableHashSet<string> General = ["stages", "blocks", "layer", "layers", "features", "model", "backbone"];

    /// <summary>The modules whose names fit; all modules if no name fits.</summary>
    /// <param name="layer">The layer that wants one.</param>
    /// <param name="before">The module of the layer before it.</param>
    /// <param name="open">The modules that fit.</param>
    public static ModuleTree[] Likely(WantingLayer layer, ModuleTree? before, ModuleTree[] open)
    {
        if (open.Length <= 1)
            return open;
        var segments = layer.Name.Split('.').Where(segment => !IsOperation(segment) && !segment.All(char.IsAsciiDigit)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var words = Words(layer.Name);
        var isAround = layer.IsSkip || words.Overlaps(Around);
        var likely = open;
        foreach (var speaksFor in (Func<ModuleTree, bool>[])
        [
            module => Words(module.Segment).Overlaps(Around) == isAround,
            module => segments.Contains(module.Segment),
            module => Words(module.Segment).Overlaps(words),
            module => before is not null && Tag(module.Segment) == Tag(before.Segment),
            module => !open.Any(other => other.Stem == module.Stem && other.Number < module.Number),
        ])
        {
            if (likely.Where(speaksFor).ToArray() is { Length: > 0 } fewer)
                likely = fewer;
        }

        return likely;
    }

    /// <summary>The words of a name that give the purpose of a layer. Its operation is known from the shapes.</summary>
    private static HashSet<string> Words(string name) =>
        [.. Word().Matches(name).Select(word => word.Value.ToLowerInvariant()).Where(word => !IsOperation(word) && !General.Contains(word))];

    private static bool IsOperation(string word) => Operations().Replace(word.ToLowerInvariant(), "").Length == 0;

    private static string Tag(string segment) => Operations().Replace(segment.ToLowerInvariant(), "").Trim('_');

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Word();

    [GeneratedRegex("convolution|conv|batchnorm|batch_norm|normalization|norm|bn|linear|dense|weight|bias")]
    private static partial Regex Operations();
}
