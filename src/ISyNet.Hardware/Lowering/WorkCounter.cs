using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Lowering;

/// <summary>Counts the work of a group of layers.</summary>
internal sealed class WorkCounter(Network network, LayerGroups groups, FusionRules rules, TensorLayout layout, MatrixUnit unit)
{
    private readonly MatrixShapes _shapes = new(network, layout, rowsJoin: unit.BlockRows > 0);

    /// <summary>The operation of a group, without its reads.</summary>
    public LoweredOperation Count(int[] members)
    {
        var lead = network.Layers[members[0]];
        var output = network.Layers[members[^1]].Output;
        var kind = ClassOf(lead);
        var matrix = rules.DepthwiseOnVector && kind == OpClass.DepthwiseConv ? null : _shapes.Of(lead);
        var groupWidth = kind == OpClass.GroupConv && lead.Op is Conv grouped ? network.Layers[lead.Inputs[0]].Output.Channels / grouped.Groups : 0;
        var operation = new LoweredOperation
        {
            Name = lead.Name,
            Class = kind,
            Layers = [.. members],
            Kind = string.Join('+', members.Select(m => network.Layers[m].Op.Kind)),
            Matrix = matrix,
            IsNarrowGroup = rules.LeastGroupWidth > 0 && groupWidth > 0 && (groupWidth < rules.LeastGroupWidth || !System.Numerics.BitOperations.IsPow2(groupWidth)),
            Macs = members.Sum(m => network.Macs(network.Layers[m])),
            Output = output,
            OutputElements = layout.Elements(output, lead.Op is Input),
            WeightElements = matrix is { SharedWeights: true } ? matrix.Count * matrix.K * layout.Channels((int)matrix.N) : 0,
            Params = members.Sum(m => network.Params(network.Layers[m])),
        };
        operation = Led(operation, lead);
        foreach (var member in members.Skip(IsVectorLead(lead) ? 0 : 1))
        {
            var passes = LayerPasses.Count(network.Layers[member], fused: member != members[0]);
            operation = operation with
            {
                VectorElements = operation.VectorElements + (passes.Vector * operation.OutputElements),
                FunctionElements = operation.FunctionElements + (passes.Function * operation.OutputElements),
                BroadcastElements = operation.BroadcastElements + (passes.Broadcast * operation.OutputElements),
            };
        }

        return Repeated(operation, lead.Repeats);
    }

    // What runs several times reads its weights once and does all other work anew, one run after another.
    private static LoweredOperation Repeated(LoweredOperation operation, long times) => times == 1 ? operation : operation with
    {
        Matrix = operation.Matrix is { } matrix ? matrix with { Count = matrix.Count * times } : null,
        VectorElements = operation.VectorElements * times,
        WindowElements = operation.WindowElements * times,
        FunctionElements = operation.FunctionElements * times,
        ReductionElements = operation.ReductionElements * times,
        BroadcastElements = operation.BroadcastElements * times,
        MovedElements = operation.MovedElements * times,
        OutputElements = operation.OutputElements * times,
    };

    private OpClass ClassOf(Layer lead) => lead.Op switch
    {
        Input => OpClass.Input,
        Conv { Groups: 1 } or ConvTranspose { Groups: 1 } => OpClass.Conv,
        Conv conv => conv.IsDepthwise(network.Layers[lead.Inputs[0]].Output.Channels) ? OpClass.DepthwiseConv : OpClass.GroupConv,
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
            Input image => operation with { Move = MoveKind.Input, MovedElements = operation.OutputElements, MovesAligned = layout.IsAligned(image.Shape.Channels) },
            Conv conv when operation.Matrix is null => operation with { WindowElements = operation.OutputElements * conv.Window.KernelArea },
            Pool pool => operation with { WindowElements = operation.OutputElements * pool.Window.KernelArea },
            Imported { Work: WorkKind.Reduction } when ReducesLeadingAxes(lead) => operation with { VectorElements = input },
            GlobalPool or Imported { Work: WorkKind.Reduction } => operation with { ReductionElements = input },
            LayerNorm => operation with { ReductionElements = 2 * input, VectorElements = 6 * input, FunctionElements = 2 * input },
            Imported { Work: WorkKind.Softmax } => operation with { ReductionElements = 2 * input, VectorElements = 4 * input, FunctionElements = 4 * input },
            Imported { Work: WorkKind.Resize } => operation with { Move = MoveKind.Resize, MovedElements = operation.OutputElements },
            Concat concat when rules.FreeConcat && JoinsAligned(concat, lead) && lead.Inputs.All(i => groups.HasOneReader(groups.Source[i])) =>
                operation with { IsFree = true },
            Concat concat => operation with { MovedElements = operation.OutputElements, MovesAligned = JoinsAligned(concat, lead) },
            Flatten or Reshape or Imported { Work: WorkKind.DataMove } => operation with
            {
                Move = lead.Op is Imported move ? MoveOf(move) : MoveKind.Copy,
                MovedElements = lead.Op is Imported split && MoveOf(split) == MoveKind.Split
                    ? operation.OutputElements : Math.Max(operation.OutputElements, Math.Min(input, operation.OutputElements * 2)),
                MovesAligned = KeepsBlocks(operation.Output, network.Layers[lead.Inputs[0]].Output, pads: lead.Op is Imported { OpType: "Pad" }),
            },
            Activation or BatchNorm or Elementwise or Imported { Work: WorkKind.Elementwise or WorkKind.Free } => operation.Class == OpClass.Broadcast
                ? operation with { BroadcastElements = operation.OutputElements }
                : operation,
            Conv or ConvTranspose or Linear or MatMul or Imported { Work: WorkKind.Unknown } => operation,
            _ => throw NotCosted(lead),
        };
    }

    private bool JoinsAligned(Concat concat, Layer lead) => concat.Axis > 0 || lead.Inputs.All(i => layout.IsAligned(network.Layers[i].Output.Channels));

    // Padding around a map leaves the blocks of channels as they are.
    private bool KeepsBlocks(Shape to, Shape from, bool pads) => from.IsMap && to.IsMap
        && ((pads && from.Channels == to.Channels) || (layout.IsAligned(from.Channels) && layout.IsAligned(to.Channels)));

    private bool IsVectorLead(Layer lead) => lead.Op is Activation or BatchNorm or Imported { Work: WorkKind.Unknown } || LayerGroups.IsElementwise(network, lead);

    // Elements of one position are added while channels and positions stay as they are: whole vectors, no lane idles.
    private bool ReducesLeadingAxes(Layer lead) => network.Layers[lead.Inputs[0]].Output is { Rank: >= 3 } from
        && lead.Output is { IsMap: true } to && to.Height * to.Width > 1 && from.Dims[^1] == to.Width && from.Dims[^2] == to.Height;

    private static MoveKind MoveOf(Imported move) => move.OpType switch
    {
        "Split" or "Slice" or "DynamicSlice" => MoveKind.Split,
        "Transpose" => MoveKind.Transpose,
        _ => MoveKind.Copy,
    };

    internal static DeviceException NotCosted(Layer layer) =>
        new($"layer '{layer.Name}': the operation {layer.Op.GetType().Name} ({layer.Op.Kind}) has no cost yet: give it one in WorkCounter (docs/adding-an-operation.md)");
}
