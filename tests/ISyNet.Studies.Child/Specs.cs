using ISyNet.Search;
using ISyNet.Search.Studies;

namespace ISyNet.Studies.Child;

/// <summary>Specifications and proposals that tests share.</summary>
public static class Specs
{
    public static StudySpec Spec(ulong seed = 1, int batchSize = 4, string strategy = "test") =>
        new("isynet-small", "1x28x28", 10, "ascend310", 16, 0.5, strategy, batchSize, seed)
        {
            Objectives = [Objective.Error, Objective.LatencyMsPerImage with { UpperBound = 0.5 }],
            Evaluator = new EvaluatorSettings { Epochs = 2, Images = 6000 },
        };

    public static Study Study(string name, ulong seed = 1, int batchSize = 4) => Search.Studies.Study.Create(name, Spec(seed, batchSize));

    public static Proposal[] Proposals(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(n => new Proposal(n, $"genotype {n}", ulong.MaxValue - (ulong)n))];
}
