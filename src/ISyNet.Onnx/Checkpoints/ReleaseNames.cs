using ISyNet.Graph;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>
/// What the paper's release calls our parameters. Inferred from its source, so only the end of a name counts: a cell's
/// <c>{stage}_{block}_{edge}.layers.{0: convolution, 1: second of a factorised pair, then batch norm}</c>, and the head's parts.
/// </summary>
internal static class ReleaseNames
{
    /// <summary>The end of the release's name of a parameter; null for layers that it does not have.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer that owns the parameter.</param>
    /// <param name="parameter">Our name of it in the layer.</param>
    public static string? EndOf(Network network, Layer layer, string parameter)
    {
        var own = parameter switch { "running_mean" => "moving_mean", "running_var" => "moving_variance", _ => parameter };
        var norm = parameter switch { "weight" => "gamma", "bias" => "beta", _ => own };
        switch (layer.Name)
        {
            case "head.conv": return $"_conv_head.{own}";
            case "head.bn": return $"_bn1.{norm}";
            case "head.fc": return $"_fc.{own}";
            case "head.last_bn": return $"_bn2.{norm}";
        }

        // stages.S.blocks.B.edges.E.conv_a|conv|bn
        var parts = layer.Name.Split('.');
        if (parts is not ["stages", var stage, "blocks", var block, "edges", var edge, var kind])
            return null;
        var factorised = network.Layers.Any(other => other.Name == $"stages.{stage}.blocks.{block}.edges.{edge}.conv_a");
        var place = kind switch { "conv_a" => 0, "conv" => factorised ? 1 : 0, "bn" => factorised ? 2 : 1, _ => -1 };
        return place < 0 ? null : $".{stage}_{block}_{edge}.layers.{place}.{(kind == "bn" ? norm : own)}";
    }
}
