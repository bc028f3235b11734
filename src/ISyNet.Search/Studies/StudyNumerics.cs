namespace ISyNet.Search.Studies;

/// <summary>
/// What the candidates of a study are evaluated with. Workers of a cluster must agree in it, because the values of one study are compared with each
/// other. Immutable.
/// </summary>
/// <param name="Version">Version of the program, with its commit.</param>
/// <param name="Arithmetic">The evaluator's arithmetic (docs/numerics.md); null if it is the same on all machines.</param>
public sealed record StudyNumerics(string Version, string? Arithmetic)
{
    /// <summary>The first difference in words, such as <c>version 0.2.0 instead of 0.1.0</c>; null if there is none.</summary>
    /// <param name="agreed">What the study is evaluated with.</param>
    public string? DifferenceFrom(StudyNumerics agreed)
    {
        ArgumentNullException.ThrowIfNull(agreed);
        return Version != agreed.Version ? $"version {Version} instead of {agreed.Version}"
            : Arithmetic != agreed.Arithmetic ? $"{Arithmetic ?? "no recorded arithmetic"} instead of {agreed.Arithmetic ?? "no recorded arithmetic"}"
            : null;
    }
}
