using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>
/// The tensors of a file by their names' segments: <c>blocks.1.0.conv.weight</c> belongs to the module <c>conv</c> in <c>0</c> in <c>1</c> in
/// <c>blocks</c>. A leaf is a module with tensors of its own; its kind is what they are, without their values.
/// </summary>
internal sealed partial class ModuleTree
{
    private readonly List<ModuleTree> _children = [];
    private readonly Dictionary<TensorRole, CheckpointTensor> _tensors = [];

    private ModuleTree(string path, string segment)
    {
        Path = path;
        Segment = segment;
        var number = TrailingNumber().Match(segment).Value;
        Stem = segment[..^number.Length];
        Number = number.Length > 0 ? long.Parse(number, CultureInfo.InvariantCulture) : -1;
    }

    /// <summary>The module's full name.</summary>
    public string Path { get; }

    /// <summary>The last part of the name.</summary>
    public string Segment { get; }

    /// <summary>The last part without the number at its end: siblings of one stem follow each other by their numbers.</summary>
    public string Stem { get; }

    /// <summary>That number; -1 without one.</summary>
    public long Number { get; }

    public IReadOnlyList<ModuleTree> Children => _children;

    public IReadOnlyDictionary<TensorRole, CheckpointTensor> Tensors => _tensors;

    /// <summary>What is in it: equal for modules that could stand for each other.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The kinds of all leaves, sorted.</summary>
    public ImmutableArray<string> Leaves { get; private set; } = [];

    /// <summary>Reads the tree of tensors with their roles.</summary>
    public static ModuleTree Of(IEnumerable<(CheckpointTensor Tensor, TensorRole Role)> tensors)
    {
        var root = new ModuleTree("", "");
        foreach (var (tensor, role) in tensors)
        {
            var module = root;
            var end = tensor.Name.LastIndexOf('.');
            for (var from = 0; from < end;)
            {
                var dot = tensor.Name.IndexOf('.', from);
                var (path, segment) = (tensor.Name[..dot], tensor.Name[from..dot]);
                var next = module._children.Find(child => child.Segment == segment);
                if (next is null)
                    module._children.Add(next = new ModuleTree(path, segment));
                (module, from) = (next, dot + 1);
            }

            module._tensors.TryAdd(role, tensor);
        }

        root.Finish();
        return root;
    }

    // A module with tensors and modules inside: its own tensors become a leaf beside those.
    private void Finish()
    {
        if (_tensors.Count > 0 && _children.Count > 0)
        {
            var own = new ModuleTree(Path, "");
            foreach (var (role, tensor) in _tensors)
                own._tensors.Add(role, tensor);
            _tensors.Clear();
            _children.Add(own);
        }

        foreach (var child in _children)
            child.Finish();
        Kind = _children.Count == 0 ? KindOf(_tensors.Select(tensor => (tensor.Key, tensor.Value.Dims)))
            : $"({string.Join(' ', _children.Select(child => child.Kind).Order(StringComparer.Ordinal))})";
        Leaves = _children.Count == 0 ? (_tensors.Count == 0 ? [] : [Kind]) : [.. _children.SelectMany(child => child.Leaves).Order(StringComparer.Ordinal)];
    }

    /// <summary>What tensors are, in words that are equal for those that can stand for each other: a linear layer is a 1x1 convolution.</summary>
    public static string KindOf(IEnumerable<(TensorRole Role, ImmutableArray<int> Dims)> tensors) => string.Join(',', tensors.Select(tensor =>
    {
        var (role, dims) = tensor;
        while (dims.Length > 2 && dims[^1] == 1)
            dims = dims[..^1];
        var part = role switch { TensorRole.ConvWeight or TensorRole.LinearWeight => "weight", TensorRole.ConvBias or TensorRole.LinearBias => "bias", _ => role.ToString() };
        return $"{part} {string.Join('x', dims)}";
    }).Order(StringComparer.Ordinal));

    [GeneratedRegex("[0-9]{0,9}$")]
    private static partial Regex TrailingNumber();
}
