namespace ISyNet.Reports.Design;

/// <summary>One trial of the search.</summary>
/// <param name="Number">Its number in the study.</param>
/// <param name="Architecture">A short text for the network: its encoding or a summary of its stages.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates per image.</param>
/// <param name="LatencyMsPerImage">Predicted on the device, ms per image.</param>
/// <param name="Mem">MEM of the network, between 0 and 1.</param>
/// <param name="Quality">Its quality, larger is better: accuracy on held-out training images between 0 and 1, or a score; null if the trial failed.</param>
/// <param name="Seconds">Wall time of the trial.</param>
/// <param name="OnFront">Whether no other trial is both faster and better.</param>
/// <param name="IsChosen">Whether this is the network that the search chose.</param>
public sealed record TrialSummary(
    int Number, string Architecture, long Params, long Macs, double LatencyMsPerImage, double Mem,
    double? Quality, double Seconds, bool OnFront = false, bool IsChosen = false)
{
    /// <summary>Why it failed; null when it did not.</summary>
    public string? Error { get; init; }
}
