namespace ISyNet.Detection.Model;

/// <summary>Thresholds that decide which outputs of a detector are detections; part of an exported model.</summary>
/// <param name="ScoreThreshold">Boxes of a lower or equal score are dropped, 0 to 1.</param>
/// <param name="IouThreshold">Boxes that overlap a better box of their class by more than this are dropped, 0 to 1.</param>
/// <param name="MaxPerClass">Largest number of detections of one class in one image.</param>
public sealed record DetectionRules(float ScoreThreshold = 0.01f, float IouThreshold = 0.6f, int MaxPerClass = 100)
{
    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ISyNetException">One is out of range; the message names it.</exception>
    public void Check()
    {
        if (ScoreThreshold is not (>= 0 and <= 1))
            throw new DetectionException($"the score threshold is 0 to 1, not {ScoreThreshold}");
        if (IouThreshold is not (>= 0 and <= 1))
            throw new DetectionException($"the overlap threshold is 0 to 1, not {IouThreshold}");
        if (MaxPerClass is < 1 or > 100_000)
            throw new DetectionException($"the most detections per class are 1 to 100000, not {MaxPerClass}");
    }
}
