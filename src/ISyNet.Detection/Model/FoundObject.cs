namespace ISyNet.Detection.Model;

/// <summary>A detection in a picture, in pixels of the detector's input.</summary>
/// <param name="Class">Index of the class.</param>
/// <param name="Score">Confidence, 0 to 1.</param>
/// <param name="Box">The box.</param>
public readonly record struct FoundObject(int Class, float Score, Corners Box);
