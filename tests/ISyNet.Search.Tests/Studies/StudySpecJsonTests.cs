using ISyNet.Search.Studies;

namespace ISyNet.Search.Tests.Studies;

/// <summary>A specification comes back from its text as it was, with a budget and without one.</summary>
public class StudySpecJsonTests
{
    [Theory]
    [InlineData(0.25)]
    [InlineData(null)]
    public void A_specification_comes_back_as_it_was(double? budget)
    {
        var spec = new StudySpec("isynet-small", "1x28x28", 10, "ascend310", 16, budget, "random", 8, ulong.MaxValue)
        {
            Objectives = [Objective.Error, Objective.LatencyMsPerImage with { UpperBound = budget }, Objective.Mem],
            Evaluator = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("epochs", "2"),
        };
        Assert.Equal(spec, StudySpecJson.Read(StudySpecJson.Write(spec)));
        Assert.Equal(spec.Objectives, StudySpecJson.Read(StudySpecJson.Write(spec)).Objectives);
    }
}
