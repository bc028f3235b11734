using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Lowering;
using ISyNet.Hardware.Mem;

namespace ISyNet.Hardware.Latency;

/// <summary>
/// Costs of many architectures that share parts, as a search meets them: stem, stages and head are costed once per input shape
/// and added up, which gives exactly what the model gives for the whole network, since
/// nothing is fused across stages (but for a stage of skips alone, with which the whole network is costed) and what a stage finds in the cache depends on its own input alone. A part that was seen
/// before costs no allocation. Thread-safe; memory grows with the distinct parts, up to <see cref="MaxParts"/>.
/// </summary>
public sealed class PartwiseModel(ILatencyModel model, int batch)
{
    /// <summary>Parts that are kept; when there are more, all are forgotten.</summary>
    public const int MaxParts = 1 << 18;

    private readonly BoundedCache<(Stem? Stem, Shape Input), Part> _stems = new(MaxParts);
    private readonly BoundedCache<(Stage Stage, Shape Input, bool Image), Part> _stages = new(MaxParts);
    private readonly BoundedCache<(Head Head, int Classes, Shape Input), Part> _heads = new(MaxParts);
    private readonly int _smallChannels = model.Device.Precision.SmallChannelAlign;

    /// <summary>The cost of an architecture.</summary>
    /// <exception cref="GraphException">A part does not fit; the message names it.</exception>
    public NetworkTotals Predict(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        if (!_stems.TryGetValue((architecture.Stem, architecture.Input), out var part))
            part = AddStem(architecture);
        var total = part.Cost;
        foreach (var stage in architecture.Stages)
        {
            // A feature map of very few channels is laid out unlike an image of as many: no part of its own stands for it.
            var image = part.IsImage;
            if ((!image && part.Output.Channels <= _smallChannels) || AddsToTheStageBefore(stage))
                return Whole(architecture);
            var input = part.Output;
            if (!_stages.TryGetValue((stage, input, image), out part))
                part = AddStage(architecture, stage, input, image);
            if (part.StartsInCore)
                return Whole(architecture);
            total += part.Cost;
        }

        if (part.IsImage || part.Output.Channels <= _smallChannels)
            return Whole(architecture);
        total += (_heads.TryGetValue((architecture.Head, architecture.Classes, part.Output), out var head) ? head : AddHead(architecture, part.Output)).Cost;
        return total with { LatencyMs = total.LatencyMs + model.WeightsMs(total.Params) };
    }

    // A block of identities leaves only its skip, which is fused into the last operation of the stage before.
    private static bool AddsToTheStageBefore(Stage stage)
    {
        if (stage.Block is not EdgeBlock { Skip: not SkipKind.None } block || stage.Blocks == 1)
            return false;
        foreach (var edge in block.Edges)
        {
            if (!edge.IsIdentity)
                return false;
        }

        return true;
    }

    private Part AddStem(Architecture architecture)
    {
        var body = Lower(architecture with { Stages = [] });
        var part = body.Part(part => part != NetworkPart.Head, isImage: architecture.Stem is null);
        var launch = new NetworkTotals(batch, body.Cost.LaunchMs - model.WeightsMs(body.Cost.Lowered.Network.TotalParams), default, 0, 0);
        return _stems.Keep((architecture.Stem, architecture.Input), part with { Cost = part.Cost + launch });
    }

    private Part AddStage(Architecture architecture, Stage stage, Shape input, bool image)
    {
        var body = Lower(architecture with { Input = input, Stem = null, Stages = [stage] });
        var part = body.Part(part => part == NetworkPart.Stage, isImage: false);
        // A stage of identities hands its input on.
        var startsInCore = model.Device.Fusion.KeepsDepthwiseInput && body.Cost.Lowered.Operations is [_, { Class: OpClass.DepthwiseConv }, ..];
        part = part with { StartsInCore = startsInCore };
        return _stages.Keep((stage, input, image), part.Output.Rank > 0 ? part : part with { Output = input, IsImage = image });
    }

    private Part AddHead(Architecture architecture, Shape input)
    {
        var body = Lower(architecture with { Input = input, Stem = null, Stages = [] });
        return _heads.Keep((architecture.Head, architecture.Classes, input), body.Part(part => part == NetworkPart.Head, isImage: false));
    }

    private NetworkTotals Whole(Architecture architecture)
    {
        var body = Lower(architecture);
        return body.Part(_ => true, isImage: false).Cost + new NetworkTotals(batch, body.Cost.LaunchMs, default, 0, 0);
    }

    private Body Lower(Architecture architecture) => new(model.Predict(architecture.Build(), batch));

    /// <summary>A part's cost and what it hands on; whether it begins with an operation whose input may have stayed in the core.</summary>
    private readonly record struct Part(NetworkTotals Cost, Shape Output, bool IsImage, bool StartsInCore = false);

    private readonly record struct Body(NetworkCost Cost)
    {
        /// <summary>The sum over the operations of the parts that are chosen (null: the image); the output is that of the last of them.</summary>
        public Part Part(Func<NetworkPart?, bool> chosen, bool isImage)
        {
            var total = default(NetworkTotals);
            var output = default(Shape);
            foreach (var cost in Cost.Operations)
            {
                var operation = cost.Operation;
                if (!chosen(Cost.Lowered.Lead(operation).Place?.Part))
                    continue;
                total += new NetworkTotals(
                    Cost.Batch, cost.LatencyMs, MatrixEfficiency.TimesOf(operation, Cost.Lowered.Device, Cost.Batch), operation.Params, operation.Macs);
                output = operation.Output;
            }

            return new Part(total, output, isImage);
        }
    }
}
