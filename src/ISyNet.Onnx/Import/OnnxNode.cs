using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>A node of a sorted graph: its message, a non-empty name, and its inputs.</summary>
/// <param name="Proto">The message.</param>
/// <param name="Name">Its name, or operator and index where the file gives none.</param>
/// <param name="Opset">Version of its operator set.</param>
/// <param name="Reads">Names of all values it reads, those that its subgraphs capture included.</param>
internal sealed record OnnxNode(NodeProto Proto, string Name, int Opset, IReadOnlyList<string> Reads)
{
    public const string OnnxDomain = "";
    public const string MicrosoftDomain = "com.microsoft";

    /// <summary>The domain of nodes that replace loops; files may not use it.</summary>
    public const string LoopDomain = "isynet.loop";

    public string Op => Proto.OpType;

    /// <summary>The operator set; <c>ai.onnx</c> is another name of the standard one.</summary>
    public string Domain { get; } = Proto.Domain == "ai.onnx" ? OnnxDomain : Proto.Domain;

    /// <summary>Whether the operator is of ONNX or ONNX Runtime.</summary>
    public bool IsStandard => Domain is OnnxDomain or MicrosoftDomain;

    /// <summary>Whether it contains graphs: branches, or the body of a loop.</summary>
    public bool HasSubgraph => Proto.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0);

    /// <summary>The loops around it, the outermost first; it runs once in each of their iterations.</summary>
    public IReadOnlyList<LoopTrips> Loops { get; init; } = [];

    /// <summary>Whether it passes a value from one iteration of a loop to the next.</summary>
    public bool IsCarried => Domain == LoopDomain;

    public string QualifiedOp => Domain.Length == 0 ? Op : $"{Domain}:{Op}";

    /// <summary>The name of an input; empty if it is omitted.</summary>
    public string Input(int index) => index < Proto.Input.Count ? Proto.Input[index] : "";

    public string Output => Proto.Output[0];

    public GraphException Error(string message, Exception? inner = null) =>
        new($"node '{Name}' ({QualifiedOp}, opset {Opset}): {message}", inner!);
}
