using ISyNet.Search;

namespace ISyNet.Evaluators.Tests;

/// <summary>The evaluators by name.</summary>
[Collection(Small.NativeMemory)]
public class Catalog
{
    private static readonly EvaluatorData Data = new(Small.Space, Small.Shades(128, 1), Small.Shades(64, 2), 1) { SupernetEpochs = 1 };

    public static TheoryData<string> Names => [.. EvaluatorCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_evaluator_measures_its_objective_and_repeats_itself(string name)
    {
        var candidate = Candidate.Create(1, 0, Small.Space.Sample(SeededRandom.Numbered(1, 0)));
        var values = new List<double>();
        for (var run = 0; run < 2; run++)
        {
            var evaluator = EvaluatorCatalog.Create(name, Data)!;
            evaluator.Prepare(null, TestContext.Current.CancellationToken);
            var evaluation = evaluator.Evaluate(candidate, candidate.Genotype.ToArchitecture(), null, TestContext.Current.CancellationToken);
            Assert.Null(evaluation.Error);
            values.Add(evaluation.Values[evaluator.Objective.Metric]);
            Assert.Equal(name, evaluator.Settings.Kind);
        }

        Assert.Equal(values[0], values[1]);
    }

    [Fact]
    public void An_unknown_name_is_none() => Assert.Null(EvaluatorCatalog.Create("naswott", Data));
}
