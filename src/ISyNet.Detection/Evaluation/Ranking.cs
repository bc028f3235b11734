namespace ISyNet.Detection.Evaluation;

/// <summary>
/// The detections of one category over all pictures, the most confident first. The order is the same at every threshold and area range, so it
/// is computed once. Ties keep the order of the picture ids, then the order of the file.
/// </summary>
internal sealed class Ranking
{
    private readonly (int Picture, int Detection)[] _entries;

    /// <summary>Ranks at most this number of detections per picture.</summary>
    public Ranking(IReadOnlyList<ImageCategory> pictures, int limit) => _entries =
    [
        .. pictures
            .SelectMany((picture, p) => Enumerable.Range(0, Math.Min(limit, picture.Detections.Length)).Select(d => (Picture: p, Detection: d)))
            .OrderByDescending(entry => pictures[entry.Picture].Detections[entry.Detection].Score),
    ];

    /// <summary>Positions of the ranked detections: the picture, and the index among its detections.</summary>
    public ReadOnlySpan<(int Picture, int Detection)> Entries => _entries;
}
