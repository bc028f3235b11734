namespace ISyNet.Runtime;

/// <summary>One class of a prediction.</summary>
/// <param name="Index">Class index, the place of its logit.</param>
/// <param name="Name">Class name; <c>class N</c> when the model has no names.</param>
/// <param name="Probability">0..1; those of all classes add up to 1, unless each class has one by itself (sigmoid).</param>
public sealed record Prediction(int Index, string Name, double Probability);
