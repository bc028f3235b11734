using System.Collections.Immutable;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>A layer that wants tensors.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it wants (<see cref="ModuleTree.KindOf"/>).</param>
/// <param name="IsSkip">Whether it is on the connection around a block.</param>
internal sealed record WantingLayer(string Name, string Kind, bool IsSkip);

/// <summary>Two modules of which either could be the one of a layer.</summary>
internal sealed record ModuleDoubt(WantingLayer Layer, string First, string Second);

/// <summary>
/// Lays the modules of a file along a network's layers. What is inside a module stays together; its parts may come in any order that the shapes
/// allow, and parts of one kind and stem (<c>conv1</c>, <c>conv2</c>) in the order of their numbers. Where several could come next, names decide:
/// one that is called as the layer is, what is on the connection around a block (<c>downsample</c>), the norm that is called as the convolution
/// before it. Where names do not decide, every way is tried, and two that fit are a doubt.
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

    /// <summary>How far it came: the first layer that no module fitted.</summary>
    public WantingLayer? Stuck { get; private set; }

    /// <summary>Two modules of which either could be taken; null where all is certain.</summary>
    public ModuleDoubt? Doubt { get; private set; }

    /// <summary>The module of each layer; empty where they do not fit.</summary>
    public ImmutableArray<ModuleTree> Modules { get; private set; } = [];

    /// <summary>Lays the modules.</summary>
    public static StructureMatching Find(ImmutableArray<WantingLayer> layers, ModuleTree tree)
    {
        var matching = new StructureMatching(layers);
        if (layers.Length == tree.Leaves.Length && matching.Holds(0, tree))
            matching.Lay(0, new Frame(tree.Children.IsEmpty ? [tree] : tree.Children, null));
        if (matching.Modules.IsEmpty && !layers.IsEmpty)
            matching.Stuck = layers[Math.Min(matching._furthest, layers.Length - 1)];
        return matching;
    }

    /// <summary>Lays what is left from a layer on; true when there is nothing more to find out: a doubt, or too many ways.</summary>
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

        // Of one kind and stem the lowest number comes first; what cannot follow as a whole is not tried.
        ModuleTree[] open = [.. frame.Rest.GroupBy(module => (module.Kind, module.Stem)).Select(group => group.MinBy(module => module.Number)!).Where(module => Holds(at, module))];
        var likely = ModuleNames.Likely(_layers[at], at > 0 ? _taken[at - 1] : null, open);
        if (Try(at, frame, likely))
            return true;
        // The names led nowhere: the others, unless the likely ones fitted.
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
            // Modules of one kind can change places: if one fits, so do the others.
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
