using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// What the names of free dimensions say. Some exporters write one name ("?", "None", "dynamic") for all that is free: such a name
/// says nothing. A name that stands first in one input is the batch's in all others.
/// </summary>
internal sealed class DimensionNames
{
    private static readonly HashSet<string> Placeholders = new(["?", "-1", "*", "_", "none", "null", "unknown", "unk", "dynamic", "any", "free"], StringComparer.OrdinalIgnoreCase);
    private static readonly string[] OfSize = ["seq", "time", "len", "token", "frame", "step", "window", "past", "chunk", "height", "width", "points"];

    private readonly HashSet<string> _batch = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sizes = new(StringComparer.Ordinal);

    public DimensionNames(IEnumerable<ValueInfoProto> inputs)
    {
        var shapes = inputs.Select(i => i.Type?.TensorType?.Shape?.Dim.Select(Name).ToArray() ?? []).ToArray();
        foreach (var names in shapes.Where(names => names.Length > 1 && names[0].Length > 0))
        {
            var first = names[0];
            if (!names.Skip(1).Contains(first) && !IsSizeWord(first) && !names.Skip(1).Any(IsBatchWord))
                _batch.Add(first);
        }

        _batch.UnionWith(shapes.SelectMany(names => names.Where(IsBatchWord)));
        // Time before batch before features.
        _batch.UnionWith(shapes.Where(names => names.Length == 3 && IsSizeWord(names[0]) && names[1].Length > 0 && !IsSizeWord(names[1])).Select(names => names[1]));
        foreach (var names in shapes.Where(names => names.Length > 0))
        {
            // A name that stands first and again behind is that of all that is free, or of a square.
            _sizes.UnionWith(names.Skip(1).Where(name => name.Length > 0 && name != names[0]));
            if (IsSizeWord(names[0]))
                _sizes.Add(names[0]);
        }

        _sizes.ExceptWith(_batch);
    }

    /// <summary>The name of a dimension; empty where it has none, or one that says nothing.</summary>
    public static string Name(TensorShapeProto.Types.Dimension dim) => dim.HasDimParam && !Placeholders.Contains(dim.DimParam) ? dim.DimParam : "";

    /// <summary>Whether the name is the batch's.</summary>
    public bool IsBatch(string name) => _batch.Contains(name);

    /// <summary>Whether the name is that of a size, wherever it stands.</summary>
    public bool IsSize(string name) => _sizes.Contains(name);

    private static bool IsBatchWord(string name) => name.Contains("batch", StringComparison.OrdinalIgnoreCase) || name is "bs" or "bsz";

    private static bool IsSizeWord(string name) => !IsBatchWord(name) && (name is "T" or "L" || OfSize.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
