using ISyNet.Detection.Model;

namespace ISyNet.Detection.Learning;

/// <summary>An object to learn, in pixels of the network's input.</summary>
/// <param name="Class">Index of its class.</param>
/// <param name="Box">Its box.</param>
/// <param name="Ignored">Whether nothing is to be learnt inside it: a crowd, or one that the annotations mark as ignored.</param>
public readonly record struct TrainingObject(int Class, Corners Box, bool Ignored);
