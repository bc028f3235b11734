namespace ISyNet.Runtime;

/// <summary>The kind of the output values.</summary>
internal enum ScoreKind
{
    /// <summary>Any numbers: softmax turns them into probabilities, or the sigmoid if there is only one.</summary>
    Logits,

    /// <summary>Probabilities, for all classes together or for each class separately.</summary>
    Probabilities,

    /// <summary>Logarithms of probabilities.</summary>
    LogProbabilities,

    /// <summary>Unknown: probabilities if they are in 0..1 and add up to 1, otherwise logits.</summary>
    ByValue,
}

/// <summary>The output with the classes, and the meaning of its values.</summary>
/// <param name="Name">The output.</param>
/// <param name="Classes">The number of values per picture.</param>
/// <param name="Kind">The kind of the values.</param>
/// <param name="Assumed">The assumption, with the option that replaces it; null if nothing is assumed.</param>
internal sealed record ClassOutput(string Name, int Classes, ScoreKind Kind, string? Assumed)
{
    private const double Tolerance = 2e-3;

    /// <summary>The probabilities of one picture.</summary>
    /// <exception cref="ISyNetException">The values should be probabilities, but are not.</exception>
    public double[] Probabilities(ReadOnlySpan<float> values)
    {
        var kind = Kind == ScoreKind.ByValue ? AreShares(values) ? ScoreKind.Probabilities : ScoreKind.Logits : Kind;
        var scores = new double[values.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = kind == ScoreKind.LogProbabilities ? Math.Exp(values[i]) : values[i];
            if (kind != ScoreKind.Logits && !(scores[i] is >= -Tolerance and <= 1 + Tolerance))
                throw new ISyNetException($"output '{Name}' contains {values[i]}, which is not a probability: give --logits");
        }

        if (kind != ScoreKind.Logits)
            return scores;
        if (scores.Length == 1)
            return [1 / (1 + Math.Exp(-scores[0]))];
        var highest = scores.Max();
        var exponentials = Array.ConvertAll(scores, score => Math.Exp(score - highest));
        var sum = exponentials.Sum();
        return Array.ConvertAll(exponentials, exponential => exponential / sum);
    }

    private static bool AreShares(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            if (!(value is >= 0 and <= 1))
                return false;
            sum += value;
        }

        return values.Length == 1 || Math.Abs(sum - 1) < Tolerance;
    }
}
