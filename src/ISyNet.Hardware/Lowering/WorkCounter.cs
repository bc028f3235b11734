using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware;

/// <summary>Counts the work of a group of layers.</summary>
internal sealed class WorkCounter(Network network, LayerGroups groups, FusionRules rules, TensorLayout layout)
{
    private readonly MatrixShapes _shapes = new(network, layout);

    /// <summary>The operation of a group, without its reads.</summary>
    public LoweredOperation Count(int[] members)
    {
        var lead = network.Layers[members[0]];
        var output = network.Layers[members[^1]].Output;
        var kind = ClassOf(lead);
        var matrix = rules.DepthwiseOnVector && kind == OpClass.DepthwiseConv ? null : _shapes.Of(lead);
        var operation = new LoweredOperation
        {
            Name = lead.Name,
            Class = kind,
            Layers = [.. members],
            Kind = string.Join('+', members.Select(m => network.Layers[m].Op.Kind)),
            Matrix = matrix,
            Macs = members.Sum(m => network.Macs(network.Layers[m])),
            Output = output,
            OutputElements = layout.Elements(output, lead.Op is Input),
            WeightElements = matrix is { SharedWeights: true } ? matrix.Count * matrix.K * layout.Channels((int)matrix.N) : 0,
            Params = members.Sum(m => network.Params(network.Layers[m])),
        };
        operation = Led(operation, lead);
        var fused = members.Skip(IsVectorLead(lead) ? 0 : 1).Sum(m => Passes(network.Layers[m], fused: m != members[0]));
        return Repeated(operation with { VectorElements = operation.VectorElements + (fused * operation.OutputElements) }, lead.Repeats);
    }

    // What runs several times reads its weights once and does all other work anew, one run after another.
    private static LoweredOperation Repeated(LoweredOperation operation, long times) => times == 1 ? operation : operation with
    {
        Matrix = operation.Matrix is { } matrix ? matrix with { Count = matrix.Count * times } : null,
        VectorElements = operation.VectorElements * times,
        WindowElements = operation.WindowElements * times,
        ReductionElements = operation.ReductionElements * times,
        MovedElements = operation.MovedElements * times,
        OutputElements = operation.OutputElements * times,
    };

    private OpClass ClassOf(Layer lead) => lead.Op switch
    {
        Input => OpClass.Input,
        Conv { Groups: 1 } or ConvTranspose { Groups: 1 } => OpClass.Conv,
        Conv conv => conv.Groups == network.Layers[lead.Inputs[0]].Output.Channels ? OpClass.DepthwiseConv : OpClass.GroupConv,
        ConvTranspose => OpClass.GroupConv,
        Linear => OpClass.Linear,
        MatMul => OpClass.MatMul,
        Pool => OpClass.Pool,
        GlobalPool or Imported { Work: WorkKind.Reduction } => OpClass.Reduction,
        LayerNorm or Imported { Work: WorkKind.Softmax } => OpClass.Normalisation,
        Concat or Flatten or Reshape or Imported { Work: WorkKind.DataMove } => OpClass.DataMove,
        Imported { Work: WorkKind.Resize } => OpClass.Resize,
        Imported { Work: WorkKind.Unknown } => OpClass.Unknown,
        Activation or BatchNorm or Elementwise or Imported { Work: WorkKind.Elementwise } =>
            LayerGroups.IsElementwise(network, lead) ? OpClass.Elementwise : OpClass.Broadcast,
        // A constant of another tool's graph: it is written once.
        Imported { Work: WorkKind.Free } => OpClass.Broadcast,
        _ => throw NotCosted(lead),
    };

    /// <summary>The work of the layer that leads a group, beyond its matrix product and element-wise passes.</summary>
    private LoweredOperation Led(LoweredOperation operation, Layer lead)
    {
        var input = lead.Inputs.Length == 0 ? 0 : lead.Inputs.Max(i => layout.Elements(network.Layers[i].Output));
        return lead.Op switch
        {
            Input image => operation with { MovedElements = operation.OutputElements, MovesAligned = layout.IsAligned(image.Shape.Channels) },
            Conv conv when operation.Matrix is null => operation with { WindowElements = operation.OutputElements * conv.Window.KernelArea },
            Pool pool => operation with { WindowElements = operation.OutputElements * pool.Window.KernelArea },
            GlobalPool or Imported { Work: WorkKind.Reduction } => operation with { ReductionElements = input },
            LayerNorm => operation with { ReductionElements = 2 * input, VectorElements = 6 * input },
            Imported { Work: WorkKind.Softmax } => operation with { ReductionElements = 2 * input, VectorElements = 4 * input },
            Imported { Work: WorkKind.Resize } => operation with { MovedElements = operation.OutputElements },
            Concat concat when rules.FreeConcat && JoinsAligned(concat, lead) && lead.Inputs.All(i => groups.HasOneReader(groups.Source[i])) =>
                operation with { IsFree = true },
            Concat concat => operation with { MovedElements = operation.OutputElements, MovesAligned = JoinsAligned(concat, lead) },
            Flatten or Reshape or Imported { Work: WorkKind.DataMove } => operation with
            {
                MovedElements = Math.Max(operation.OutputElements, Math.Min(input, operation.OutputElements * 2)),
                MovesAligned = operation.Output.IsMap && layout.IsAligned(operation.Output.Channels)
                    && network.Layers[lead.Inputs[0]].Output is { IsMap: true } from && layout.IsAligned(from.Channels),
            },
            Activation or BatchNorm or Elementwise or Imported { Work: WorkKind.Elementwise or WorkKind.Free } => operation.Class == OpClass.Broadcast
                ? operation with { ReductionElements = operation.OutputElements }
                : operation,
            Conv or ConvTranspose or Linear or MatMul or Imported { Work: WorkKind.Unknown } => operation,
            _ => throw NotCosted(lead),
        };
    }

    private bool JoinsAligned(Concat concat, Layer lead) => concat.Axis > 0 || lead.Inputs.All(i => layout.IsAligned(network.Layers[i].Output.Channels));

    private bool IsVectorLead(Layer lead) => lead.Op is Activation or BatchNorm or Imported { Work: WorkKind.Unknown } || LayerGroups.IsElementwise(network, lead);

    // Batch norm after a convolution is folded into its weights.
    private static int Passes(Layer layer, bool fused) => layer.Op switch
    {
        BatchNorm => fused ? 0 : 1,
        Activation activation => LayerPasses.Of(activation.Function),
        Elementwise elementwise => LayerPasses.Of(elementwise.Function),
        Imported { Work: WorkKind.Elementwise or WorkKind.Unknown } => 2,
        _ => throw NotCosted(layer),
    };

    private static DeviceException NotCosted(Layer layer) =>
        new($"layer '{layer.Name}': the operation {layer.Op.GetType().Name} ({layer.Op.Kind}) has no cost yet: give it one in WorkCounter (docs/adding-an-operation.md)");
}
