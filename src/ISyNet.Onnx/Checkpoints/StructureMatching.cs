using System.Collections.Immutable;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>A layer that needs tensors.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it wants (<see cref="ModuleTree.KindOf"/>).</param>
/// <param name="IsSkip">Whether it is on the connection around a block.</param>
internal sealed record WantingLayer(string Name, string Kind, bool IsSkip);

/// <summary>Two modules that both fit a layer.</summary>
internal sealed record ModuleDoubt(WantingLayer Layer, string First, string Second);

/// <summary>
/// Assigns the modules of a file to the layers of a network. The parts of a module stay together. They may come in any order that the shapes
/// allow; parts of one kind and stem (<c>conv1</c>, <c>conv2</c>) come in the order of their numbers. If several parts could come next, names
/// decide: the name of the layer, of the connection around a block (<c>downsample</c>), or of the convolution before a norm. If names do not
/// decide, every assignment is tried, and the match is ambiguous if two of them fit.
/// </summary>
internal sealed class StructureMatching
{
    private const int MostSteps = 200_000;

    private readonly ImmutableArray<WantingLayer> _layers;
    private readonly ModuleTree[] _taken;
    private int _steps;
    private int _furthest;

    private StructureMatching(ImmutableArray<WantingLayer> layers)
    {
        _layers = layers;
        _taken = new ModuleTree[layers.Length];
    }

    /// <summary>The first layer that no module fits.</summary>
    public WantingLayer? Stuck { get; private set; }

    /// <summary>Two modules that could both be taken; null if the assignment is unique.</summary>
    public ModuleDoubt? Doubt { get; private set; }

    /// <summary>The module of each layer; empty if the modules do not fit.</summary>
    public ImmutableArray<ModuleTree> Modules { get; private set; } = [];

    /// <summary>Assigns the modules.</summary>
    public static StructureMatching Find(ImmutableArray<WantingLayer> layers, ModuleTree tree)
    {
        var matching = new StructureMatching(layers);
        if (layers.Length == tree.Leaves.Length && matching.Holds(0, tree))
            matching.Lay(0, new Frame(tree.Children.IsEmpty ? [tree] : tree.Children, null));
        if (matching.Modules.IsEmpty && !layers.IsEmpty)
            matching.Stuck = layers[Math.Min(matching._furthest, layers.Length - 1)];
        return matching;
    }

    /// <summary>Assigns the remaining modules from a layer on; true to stop the search, because the match is ambiguous or there are too many assignments.</summary>
    private bool Lay(int at, Frame? frame)
    {
        while (frame is { Rest.IsEmpty: true })
            frame = frame.Outer;
        if (frame is null)
            return at == _layers.Length && Found();
        if (++_steps > MostSteps)
        {
            Doubt = Modules.IsEmpty ? null : new ModuleDoubt(_layers[at], Modules[at].Path, "another");
            return true;
        }

        // Of parts of one kind and stem, the lowest number comes first. Modules that cannot follow as a whole are not tried.
        ModuleTree[] open = [.. frame.Rest.GroupBy(module => (module.Kind, module.Stem)).Select(group => group.MinBy(module => module.Number)!).Where(module => Holds(at, module))];
        var likely = ModuleNames.Likely(_layers[at], at > 0 ? _taken[at - 1] : null, open);
        if (Try(at, frame, likely))
            return true;
        // If the modules chosen by name do not fit, try the others.
        return Modules.IsEmpty && likely.Length < open.Length && Try(at, frame, [.. open.Except(likely)]);
    }

    private bool Try(int at, Frame frame, ModuleTree[] open)
    {
        foreach (var alike in open.GroupBy(module => module.Kind))
        {
            var chosen = alike.First();
            var rest = frame with { Rest = frame.Rest.Remove(chosen) };
            if (chosen.Children.IsEmpty)
            {
                _taken[at] = chosen;
                _furthest = Math.Max(_furthest, at + 1);
            }

            if (chosen.Children.IsEmpty ? Lay(at + 1, rest) : Lay(at, new Frame(chosen.Children, rest)))
                return true;
            // Modules of one kind are interchangeable: if one fits, the others fit too.
            if (!Modules.IsEmpty && alike.Skip(1).FirstOrDefault() is { } rival)
            {
                Doubt = new ModuleDoubt(_layers[at], chosen.Path, rival.Path);
                return true;
            }
        }

        return false;
    }

    private bool Found()
    {
        if (Modules.IsEmpty)
        {
            Modules = [.. _taken];
            return false;
        }

        var at = Enumerable.Range(0, _taken.Length).FirstOrDefault(i => Modules[i] != _taken[i], -1);
        if (at >= 0)
            Doubt = new ModuleDoubt(_layers[at], Modules[at].Path, _taken[at].Path);
        return at >= 0;
    }

    private bool Holds(int at, ModuleTree module)
    {
        var leaves = module.Leaves;
        return at + leaves.Length <= _layers.Length && (leaves.Length == 1 ? _layers[at].Kind == leaves[0]
            : _layers.AsSpan(at, leaves.Length).ToArray().Select(layer => layer.Kind).Order(StringComparer.Ordinal).SequenceEqual(leaves));
    }

    private sealed record Frame(ImmutableArray<ModuleTree> Rest, Frame? Outer);
}
