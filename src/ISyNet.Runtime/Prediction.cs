namespace ISyNet.Runtime;

/// <summary>One class of a prediction.</summary>
/// <param name="Index">Class index, the index of its logit.</param>
/// <param name="Name">Class name; <c>class N</c> when the model has no names.</param>
/// <param name="Probability">Softmax of the logits, 0..1.</param>
public sealed record Prediction(int Index, string Name, double Probability);
