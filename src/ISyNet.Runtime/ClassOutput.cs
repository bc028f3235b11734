namespace ISyNet.Runtime;

/// <summary>What the values of the classes are.</summary>
internal enum ScoreKind
{
    /// <summary>Any numbers: softmax makes them probabilities; one alone, the sigmoid.</summary>
    Logits,

    /// <summary>Probabilities, of all classes together or of each by itself.</summary>
    Probabilities,

    /// <summary>Logarithms of probabilities.</summary>
    LogProbabilities,

    /// <summary>Not known: probabilities where they lie in 0..1 and add up to 1, else logits.</summary>
    ByValue,
}

/// <summary>The output that has the classes, and how its values are to be read.</summary>
/// <param name="Name">The output.</param>
/// <param name="Classes">How many values it has for a picture.</param>
/// <param name="Kind">What they are.</param>
/// <param name="Assumed">What was assumed, with the option that says it; null where all is known.</param>
internal sealed record ClassOutput(string Name, int Classes, ScoreKind Kind, string? Assumed)
{
    private const double Tolerance = 2e-3;

    /// <summary>The probabilities of one picture.</summary>
    /// <exception cref="ISyNetException">The values are said to be probabilities, but are none.</exception>
    public double[] Probabilities(ReadOnlySpan<float> values)
    {
        var kind = Kind == ScoreKind.ByValue ? AreShares(values) ? ScoreKind.Probabilities : ScoreKind.Logits : Kind;
        var scores = new double[values.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = kind == ScoreKind.LogProbabilities ? Math.Exp(values[i]) : values[i];
            if (kind != ScoreKind.Logits && !(scores[i] is >= -Tolerance and <= 1 + Tolerance))
                throw new ISyNetException($"output '{Name}' holds {values[i]}, which is no probability: give --logits");
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
