using ISyNet.Detection.Model;

namespace ISyNet.Detection.Learning;

/// <summary>An object in a training picture, in pixels of the network's input.</summary>
/// <param name="Class">Index of its class.</param>
/// <param name="Box">Its box.</param>
/// <param name="Ignored">Whether it is ignored: a crowd, or an object that the annotations mark as ignored.</param>
public readonly record struct TrainingObject(int Class, Corners Box, bool Ignored);
