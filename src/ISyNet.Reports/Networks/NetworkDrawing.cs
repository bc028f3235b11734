using ISyNet.Hardware.Latency;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Networks;

/// <summary>A network, drawn block by block: kind, size and part of the latency of each, with skip connections.</summary>
/// <param name="Cost">The network and its prediction.</param>
public sealed record NetworkDrawing(NetworkCost Cost) : ReportPart
{
    internal string Title => $"{Cost.Lowered.Network.Name}, block by block";
}
