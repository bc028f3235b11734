using ISyNet.Search;
using ISyNet.Search.Spaces;

namespace ISyNet.Cluster;

/// <summary>What a worker needs to evaluate the candidates of a study: everything that its specification names, found and checked on this machine.</summary>
/// <param name="Space">Its space, with its input and classes.</param>
/// <param name="Evaluator">Its evaluator.</param>
/// <param name="Costs">Its cheap objectives; null when the evaluator reports all.</param>
public sealed record OpenedStudy(SearchSpace Space, ICandidateEvaluator Evaluator, ICheapObjectives? Costs);
