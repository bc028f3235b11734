namespace ISyNet.Detection.Model;

/// <summary>What a detector found in a picture, in pixels of its input.</summary>
/// <param name="Class">Index of the class.</param>
/// <param name="Score">Confidence, 0 to 1.</param>
/// <param name="Box">Where.</param>
public readonly record struct FoundObject(int Class, float Score, Corners Box);
