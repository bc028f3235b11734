using ISyNet.Graph.Architectures;

namespace ISyNet.Search;

/// <summary>Evaluates candidates: short training, a training-free score, a look-up in a table.</summary>
public interface ICandidateEvaluator
{
    /// <summary>
    /// The expensive objectives of a candidate. All randomness comes from <see cref="Candidate.Seed"/>, so that a repeated
    /// evaluation means the same. Must be safe to call from several threads at once.
    /// </summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="architecture">Its architecture, built from the genotype by the space.</param>
    /// <param name="progress">Receives the points of the curve; may be null.</param>
    /// <param name="cancellationToken">Takes effect within a second.</param>
    /// <returns>The result; a candidate that cannot be evaluated is <see cref="Evaluation.Failed"/>.</returns>
    Task<Evaluation> EvaluateAsync(
        Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken);
}
