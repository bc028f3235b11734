using System.Collections.Immutable;
using System.Text.Json;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Checkpoints;

namespace ISyNet.Application.Import;

/// <summary>The result of an import; <c>metrics.json</c> contains it.</summary>
/// <param name="File">The file or folder of the weights.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Classes">Its classes.</param>
/// <param name="LastBatchNorm">Whether a batch norm follows its classifier.</param>
/// <param name="Unused">Tensors of the file that no parameter took.</param>
/// <param name="NotRead">Entries of the file that are no numbers, or of a type that is not read.</param>
/// <param name="Folder">The result folder.</param>
/// <param name="Proof">The comparison of the exported model with the network.</param>
/// <param name="Matches">Each parameter and the tensor that it was taken from, in the order of the network.</param>
public sealed record ImportResult(
    string File, string Network, int Classes, bool LastBatchNorm, ImmutableArray<string> Unused, ImmutableArray<string> NotRead, string Folder,
    ExportProof Proof, ImmutableArray<WeightMatch> Matches)
{
    /// <summary>Number of tensors that were matched by name.</summary>
    public int ByName => Count(MatchKind.Name);

    /// <summary>Number of tensors that were matched by order and shape.</summary>
    public int ByOrder => Count(MatchKind.Order);

    /// <summary>Number of tensors that were matched by structure.</summary>
    public int ByStructure => Count(MatchKind.Structure);

    /// <summary>The text of metrics.json.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MetricsJson.Options);

    private int Count(MatchKind kind) => Matches.Count(match => match.Kind == kind);
}
