using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Evaluators;

/// <summary>An evaluator that a study can name: it says what it measures and under which settings.</summary>
public interface IStudyEvaluator : ICandidateEvaluator
{
    /// <summary>What it measures: the study's expensive objective.</summary>
    Objective Objective { get; }

    /// <summary>What decides its judgements, for the study's specification.</summary>
    EvaluatorSettings Settings { get; }
}
