using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Evaluators;

/// <summary>An evaluator that a study can name. It declares its objective and its settings.</summary>
public interface IStudyEvaluator : ICandidateEvaluator
{
    /// <summary>The objective that it measures: the expensive objective of the study.</summary>
    Objective Objective { get; }

    /// <summary>The settings that determine its results, for the specification of the study.</summary>
    EvaluatorSettings Settings { get; }
}
