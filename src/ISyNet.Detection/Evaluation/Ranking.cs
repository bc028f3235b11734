namespace ISyNet.Detection.Evaluation;

/// <summary>
/// The detections of one category over all pictures, the most confident first: the same order at every threshold and area range, so it is
/// made once. Ties keep the order of the pictures' ids, then that of the file.
/// </summary>
internal sealed class Ranking
{
    private readonly (int Picture, int Detection)[] _entries;

    /// <summary>Ranks at most so many detections of each picture.</summary>
    public Ranking(IReadOnlyList<ImageCategory> pictures, int limit) => _entries =
    [
        .. pictures
            .SelectMany((picture, p) => Enumerable.Range(0, Math.Min(limit, picture.Detections.Length)).Select(d => (Picture: p, Detection: d)))
            .OrderByDescending(entry => pictures[entry.Picture].Detections[entry.Detection].Score),
    ];

    /// <summary>Places of the ranked detections: their picture and their place among its detections.</summary>
    public ReadOnlySpan<(int Picture, int Detection)> Entries => _entries;
}
