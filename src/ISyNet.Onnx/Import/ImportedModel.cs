using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Onnx.Import;

/// <summary>A network from an ONNX file, and what the import assumed or did not know.</summary>
/// <param name="Network">The network, for one sample: no batch dimension, no constants, no shape arithmetic.</param>
/// <param name="Notes">Assumptions and operators costed by a guess, one of each kind; empty when everything is known.</param>
public sealed record ImportedModel(Network Network, ImmutableArray<ImportNote> Notes);

/// <summary>A note of the import.</summary>
/// <param name="Node">Name of the node, or of the input; empty when the remark is on the whole file.</param>
/// <param name="OpType">Its operator, with the domain before a colon if it is not ONNX's own; empty for an input.</param>
/// <param name="Opset">Version of the operator's set.</param>
/// <param name="Message">What was assumed.</param>
public sealed record ImportNote(string Node, string OpType, int Opset, string Message)
{
    /// <summary>The note in one line.</summary>
    public override string ToString() => OpType.Length == 0
        ? Node.Length == 0 ? Message : $"input '{Node}': {Message}"
        : $"node '{Node}' ({OpType}, opset {Opset}): {Message}";
}
