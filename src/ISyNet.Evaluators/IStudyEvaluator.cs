using System.Collections.Immutable;
using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Evaluators;

/// <summary>An evaluator that a study can name: it says what it measures, under which settings, and may need a preparation.</summary>
public interface IStudyEvaluator : ICandidateEvaluator
{
    /// <summary>What it measures: the study's expensive objective.</summary>
    Objective Objective { get; }

    /// <summary>What decides its judgements, for the study's specification.</summary>
    EvaluatorSettings Settings { get; }

    /// <summary>What must be done once before the first candidate, such as the training of a supernet; an evaluation does it when nobody did.</summary>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Honoured within a second.</param>
    /// <exception cref="ISyNetException">It cannot be prepared; the message says why.</exception>
    Task PrepareAsync(IProgress<EvaluatorProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>How far a preparation is.</summary>
/// <param name="Done">Done fraction, 0 to 1.</param>
/// <param name="Loss">Mean training loss of the last steps.</param>
public sealed record EvaluatorProgress(double Done, double Loss);
