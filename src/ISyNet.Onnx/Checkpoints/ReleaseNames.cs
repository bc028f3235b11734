using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>
/// The names of our parameters in the paper's release. They are inferred from its source, so only the end of a name is compared: a cell's
/// <c>{stage}_{block}_{edge}.layers.{0: convolution, 1: second of a factorised pair, then batch norm}</c>, and the head's parts.
/// </summary>
internal static class ReleaseNames
{
    /// <summary>The end of a parameter's name in the release; null for layers that the release does not have.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer that owns the parameter.</param>
    /// <param name="parameter">Our name of it in the layer.</param>
    public static string? EndOf(Network network, Layer layer, string parameter)
    {
        var own = parameter switch { "running_mean" => "moving_mean", "running_var" => "moving_variance", _ => parameter };
        var norm = parameter switch { "weight" => "gamma", "bias" => "beta", _ => own };
        return (layer.Place, layer.Op) switch
        {
            ({ Part: NetworkPart.Head, Role: LayerRole.Body }, Conv) => $"._conv_head.{own}",
            ({ Part: NetworkPart.Head, Role: LayerRole.Body }, BatchNorm) => $"._bn1.{norm}",
            ({ Role: LayerRole.Classifier }, Linear) => $"._fc.{own}",
            ({ Role: LayerRole.Classifier }, BatchNorm) => $"._bn2.{norm}",
            ({ Edge: { } edge } place, _) =>
                $".{place.Stage}_{place.Block}_{edge}.layers.{IndexInEdge(network, layer)}.{(layer.Op is BatchNorm ? norm : own)}",
            _ => null,
        };
    }

    private static int IndexInEdge(Network network, Layer layer) =>
        network.Layers.TakeWhile(before => before != layer).Count(before => before.Place == layer.Place);
}
