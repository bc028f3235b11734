using ISyNet.Training.Recipes;

namespace ISyNet.Training.Bench.Speed;

/// <summary>One way to run the same training steps.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Kind">Which loop.</param>
/// <param name="Threads">Threads inside one operation; libtorch's own choice when 0.</param>
/// <param name="Copies">Processes beside each other; their speeds are added.</param>
internal sealed record Variant(string Name, LoopKind Kind, int Threads, int Copies = 1)
{
    /// <summary>Whether freed memory is kept by the allocator.</summary>
    public bool KeepsMemory { get; init; }

    /// <summary>Whether tensors are channels-last.</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Whether activations overwrite their input.</summary>
    public bool InPlace { get; init; }

    /// <summary>What our trainer's convolutions multiply.</summary>
    public Arithmetic Arithmetic { get; init; }

    public static IReadOnlyList<Variant> All { get; } =
    [
        new("plain", LoopKind.Plain, 0),
        new("plain-memory", LoopKind.Plain, 0) { KeepsMemory = true },
        new("plain-1", LoopKind.Plain, 1),
        new("plain-1-memory", LoopKind.Plain, 1) { KeepsMemory = true },
        new("plain-1-channels", LoopKind.Plain, 1) { ChannelsLast = true },
        new("plain-1-inplace", LoopKind.Plain, 1) { InPlace = true },
        new("plain-1-all", LoopKind.Plain, 1) { KeepsMemory = true, ChannelsLast = true, InPlace = true },
        new("plain-1x2", LoopKind.Plain, 1, 2),
        new("trainer", LoopKind.Trainer, 2),
        new("trainer-1", LoopKind.Trainer, 1),
        new("trainer-1x2", LoopKind.Trainer, 1, 2),
        new("trainer-bf16", LoopKind.Trainer, 2) { Arithmetic = Arithmetic.Bfloat16 },
        new("trainer-1-bf16", LoopKind.Trainer, 1) { Arithmetic = Arithmetic.Bfloat16 },
        new("trainer-1x2-bf16", LoopKind.Trainer, 1, 2) { Arithmetic = Arithmetic.Bfloat16 },
        new("quick", LoopKind.Quick, 2),
        new("pytorch", LoopKind.PyTorch, 0),
        new("pytorch-2", LoopKind.PyTorch, 2),
    ];

    public static Variant Find(string name) => All.FirstOrDefault(v => v.Name == name)
        ?? throw new TrainingException($"there is no variant '{name}': use {string.Join(", ", All.Select(v => v.Name))}");
}

/// <summary>What runs the steps.</summary>
internal enum LoopKind
{
    /// <summary>TorchSharp's own modules and optimiser, in the usual loop.</summary>
    Plain,

    /// <summary>Our trainer with the same optimiser and no augmentation.</summary>
    Trainer,

    /// <summary>Our trainer with the recipe <c>quick</c>.</summary>
    Quick,

    /// <summary>The usual loop in PyTorch.</summary>
    PyTorch,
}
