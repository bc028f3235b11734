using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Onnx.Import;

/// <summary>Options of an import.</summary>
public sealed record NetworkImportOptions
{
    /// <summary>
    /// Shape of one sample of the image input without the batch, such as 3x224x224. Null: the shape in the file, with 224 for a free
    /// height or width.
    /// </summary>
    public Shape? Input { get; init; }

    /// <summary>Shapes of inputs by name, with or without the batch. They have priority over <see cref="Input"/>.</summary>
    public ImmutableDictionary<string, Shape> Inputs { get; init; } = ImmutableDictionary<string, Shape>.Empty;

    /// <summary>Name of the network; null: the name of the file.</summary>
    public string? Name { get; init; }
}
