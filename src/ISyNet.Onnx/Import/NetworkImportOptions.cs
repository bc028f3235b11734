using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Onnx.Import;

/// <summary>How to read a foreign network.</summary>
public sealed record NetworkImportOptions
{
    /// <summary>
    /// Shape of one sample of the input that it fits, the image where there are others beside it, such as 3x224x224, without the
    /// batch; null takes the file's own, and 224 for a height or width that the file leaves free.
    /// </summary>
    public Shape? Input { get; init; }

    /// <summary>Shapes of inputs by their names, without the batch or with all their dimensions; they go before <see cref="Input"/>.</summary>
    public ImmutableDictionary<string, Shape> Inputs { get; init; } = ImmutableDictionary<string, Shape>.Empty;

    /// <summary>Name of the network; null takes the file's name.</summary>
    public string? Name { get; init; }
}
