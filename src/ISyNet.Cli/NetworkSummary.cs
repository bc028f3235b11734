using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Cli;

/// <summary>A network as <c>--json</c> shows it; MACs and activations are per image.</summary>
internal sealed record NetworkSummary(
    string Name, Shape Input, int Classes, long Params, long Macs, long Activations, ImmutableArray<LayerSummary> Layers)
{
    public static NetworkSummary FromNetwork(Network network) => new(
        network.Name, network.Input, network.Output.Channels, network.TotalParams, network.TotalMacs, network.TotalActivations,
        [.. network.Layers.Select(layer => new LayerSummary(
            layer.Name, layer.Op.Kind, network.Describe(layer), [.. layer.Inputs.Select(i => network.Layers[i].Name)], layer.Output,
            network.Params(layer), network.Macs(layer)))]);
}

/// <summary>One layer of a <see cref="NetworkSummary"/>.</summary>
internal sealed record LayerSummary(
    string Name, string Kind, string What, ImmutableArray<string> Inputs, Shape Output, long Params, long Macs);
