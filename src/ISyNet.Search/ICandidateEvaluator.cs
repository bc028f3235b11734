using ISyNet.Graph.Architectures;

namespace ISyNet.Search;

/// <summary>
/// Evaluates candidates: short training, a training-free score, a look-up in a table. It computes on the calling thread: the study's
/// runner owns the threads.
/// </summary>
public interface ICandidateEvaluator
{
    /// <summary>What its numbers are computed with, for the conditions of a candidate; null where that is the same on all machines.</summary>
    string? Arithmetic => null;

    /// <summary>What must be done once before the first candidate, such as the training of a supernet; nothing by default.</summary>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Honoured within a second.</param>
    /// <exception cref="ISyNetException">It cannot be prepared; the message says why.</exception>
    void Prepare(IProgress<EvaluatorProgress>? progress, CancellationToken cancellationToken) { }

    /// <summary>
    /// The expensive objectives of a candidate. All randomness comes from <see cref="Candidate.Seed"/>, so that a repeated
    /// evaluation means the same. Must be safe to call from several threads at once.
    /// </summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="architecture">Its architecture, built from the genotype by the space.</param>
    /// <param name="progress">Told the curve as it grows; may be null.</param>
    /// <param name="cancellationToken">Honoured within a second.</param>
    /// <returns>The result; a candidate that cannot be evaluated is <see cref="Evaluation.Failed"/>.</returns>
    Evaluation Evaluate(Candidate candidate, Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken);
}

/// <summary>How far a preparation is.</summary>
/// <param name="Done">Done fraction, 0 to 1.</param>
/// <param name="Loss">Mean training loss of the last steps.</param>
public sealed record EvaluatorProgress(double Done, double Loss);
