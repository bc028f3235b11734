using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>A node of a sorted graph: its message, a name that is never empty, and what it reads.</summary>
/// <param name="Proto">The message.</param>
/// <param name="Name">Its name, or operator and index where the file gives none.</param>
/// <param name="Opset">Version of its operator set.</param>
/// <param name="Reads">Names of all values it reads, those that its subgraphs capture included.</param>
internal sealed record OnnxNode(NodeProto Proto, string Name, int Opset, IReadOnlyList<string> Reads)
{
    public const string OnnxDomain = "";
    public const string MicrosoftDomain = "com.microsoft";

    /// <summary>The domain of what takes the place of a loop; no file may use it.</summary>
    public const string LoopDomain = "isynet.loop";

    public string Op => Proto.OpType;

    /// <summary>The operator set; <c>ai.onnx</c> is another way to write ONNX's own.</summary>
    public string Domain { get; } = Proto.Domain == "ai.onnx" ? OnnxDomain : Proto.Domain;

    /// <summary>Whether the operator is ONNX's own or ONNX Runtime's.</summary>
    public bool IsStandard => Domain is OnnxDomain or MicrosoftDomain;

    /// <summary>Whether it holds graphs of its own: branches, or the body of a loop.</summary>
    public bool HasSubgraph => Proto.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0);

    /// <summary>The loops that it stands in, the outermost first: it runs once in each of their rounds.</summary>
    public IReadOnlyList<LoopTrips> Loops { get; init; } = [];

    /// <summary>Whether it hands a value from one round of a loop to the next.</summary>
    public bool IsCarried => Domain == LoopDomain;

    public string QualifiedOp => Domain.Length == 0 ? Op : $"{Domain}:{Op}";

    /// <summary>The name of an input; empty when it is left out.</summary>
    public string Input(int index) => index < Proto.Input.Count ? Proto.Input[index] : "";

    public string Output => Proto.Output[0];

    public GraphException Error(string message, Exception? inner = null) =>
        new($"node '{Name}' ({QualifiedOp}, opset {Opset}): {message}", inner!);
}
