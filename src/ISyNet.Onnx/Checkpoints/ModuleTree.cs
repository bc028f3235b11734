using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>
/// The tensors of a file by their names' segments: <c>blocks.1.0.conv.weight</c> belongs to the module <c>conv</c> in <c>0</c> in <c>1</c> in
/// <c>blocks</c>. A leaf is a module with tensors of its own. Its kind describes these tensors without their values.
/// </summary>
internal sealed partial class ModuleTree
{
    /// <summary>Deeper names of foreign files are not split further.</summary>
    private const int MaxDepth = 16;

    private readonly OrderedDictionary<string, ModuleTree> _children = new(StringComparer.Ordinal);
    private readonly Dictionary<TensorRole, CheckpointTensor> _tensors = [];

    private ModuleTree(string path, string segment)
    {
        Path = path;
        Segment = segment;
        var number = TrailingNumber().Match(segment).Value;
        Stem = segment[..^number.Length];
        Number = number.Length == 0 ? -1 : char.IsAsciiDigit(number[0]) ? long.Parse(number, CultureInfo.InvariantCulture) : number[0];
    }

    /// <summary>The module's full name.</summary>
    public string Path { get; }

    /// <summary>The last part of the name.</summary>
    public string Segment { get; }

    /// <summary>The last part without the number at its end. Siblings with the same stem are ordered by their numbers.</summary>
    public string Stem { get; }

    /// <summary>The number, or the position of a single letter in the alphabet (<c>a</c>, <c>conv_b</c>, <c>4c</c>); -1 without one.</summary>
    public long Number { get; }

    public ImmutableArray<ModuleTree> Children { get; private set; } = [];

    public IReadOnlyDictionary<TensorRole, CheckpointTensor> Tensors => _tensors;

    /// <summary>Its content as text; equal for modules that are interchangeable.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The kinds of all leaves, sorted.</summary>
    public ImmutableArray<string> Leaves { get; private set; } = [];

    /// <summary>Reads the tree of tensors with their roles.</summary>
    public static ModuleTree FromTensors(IEnumerable<(CheckpointTensor Tensor, TensorRole Role)> tensors)
    {
        var root = new ModuleTree("", "");
        foreach (var (tensor, role) in tensors)
        {
            var module = root;
            var end = tensor.Name.LastIndexOf('.');
            var depth = 0;
            for (var from = 0; from < end;)
            {
                var dot = ++depth < MaxDepth ? tensor.Name.IndexOf('.', from) : end;
                var (path, segment) = (tensor.Name[..dot], tensor.Name[from..dot]);
                if (!module._children.TryGetValue(segment, out var next))
                    module._children.Add(segment, next = new ModuleTree(path, segment));
                (module, from) = (next, dot + 1);
            }

            module._tensors.TryAdd(role, tensor);
        }

        root.Finish();
        return root;
    }

    // If a module contains tensors and modules, its own tensors become a leaf next to the modules.
    private void Finish()
    {
        Children = [.. _children.Values];
        if (_tensors.Count > 0 && !Children.IsEmpty)
        {
            var own = new ModuleTree(Path, "");
            foreach (var (role, tensor) in _tensors)
                own._tensors.Add(role, tensor);
            _tensors.Clear();
            Children = Children.Add(own);
        }

        foreach (var child in Children)
            child.Finish();
        Kind = Children.IsEmpty ? KindOf(_tensors.Select(tensor => (tensor.Key, tensor.Value.Dims)))
            : $"({string.Join(' ', Children.Select(child => child.Kind).Order(StringComparer.Ordinal))})";
        Leaves = Children.IsEmpty ? (_tensors.Count == 0 ? [] : [Kind]) : [.. Children.SelectMany(child => child.Leaves).Order(StringComparer.Ordinal)];
    }

    /// <summary>A description of tensors; equal for interchangeable ones, such as a linear layer and a 1x1 convolution.</summary>
    public static string KindOf(IEnumerable<(TensorRole Role, ImmutableArray<int> Dims)> tensors) => string.Join(',', tensors.Select(tensor =>
    {
        var (role, dims) = tensor;
        while (dims.Length > 2 && dims[^1] == 1)
            dims = dims[..^1];
        var part = role switch { TensorRole.ConvWeight or TensorRole.LinearWeight => "weight", TensorRole.ConvBias or TensorRole.LinearBias => "bias", _ => role.ToString() };
        return $"{part} {string.Join('x', dims)}";
    }).Order(StringComparer.Ordinal));

    [GeneratedRegex("(?:[0-9]{1,9}|(?<=^|_|[0-9])[a-z])?$")]
    private static partial Regex TrailingNumber();
}
