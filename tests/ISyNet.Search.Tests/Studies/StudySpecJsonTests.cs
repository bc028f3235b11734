using System.Text.Json;
using ISyNet.Search.Studies;

namespace ISyNet.Search.Tests.Studies;

/// <summary>A specification comes back from its text as it was, and stores of earlier versions are still read.</summary>
public class StudySpecJsonTests
{
    /// <summary>What version 1 wrote before settings and metrics had types.</summary>
    private const string Earlier = """
        {
          "format": "isynet.study/1",
          "space": "isynet-small", "input": "1x28x28", "classes": 10, "device": "ascend310", "batch": 16, "budgetLatencyMs": 0.25,
          "strategy": "random", "batchSize": 8, "seed": 7,
          "objectives": [
            { "name": "error", "minimize": true, "cheap": false, "lowerBound": null, "upperBound": null, "target": true },
            { "name": "latencyMsPerImage", "minimize": true, "cheap": true, "lowerBound": null, "upperBound": 0.25, "target": true }
          ],
          "evaluator": {
            "data": "fashion-mnist", "epochs": "0.5", "holdoutImages": "5000", "imagesPerStep": "8", "kind": "short-training", "recipe": "short",
            "seed": "18446744073709551615", "trainingImages": "6000", "warmStart": "naswot"
          }
        }
        """;

    [Theory]
    [InlineData(0.25)]
    [InlineData(null)]
    public void A_specification_comes_back_as_it_was(double? budget)
    {
        var spec = new StudySpec("isynet-small", "1x28x28", 10, "ascend310", 16, budget, "random", 8, ulong.MaxValue)
        {
            Objectives = [Objective.Error, Objective.LatencyMsPerImage with { UpperBound = budget }, Objective.Mem],
            Evaluator = new EvaluatorSettings { Epochs = 2 },
        };
        Assert.Equal(spec, StudySpecJson.Read(StudySpecJson.Write(spec)));
        Assert.Equal(spec.Objectives, StudySpecJson.Read(StudySpecJson.Write(spec)).Objectives);
    }

    [Fact]
    public void An_earlier_specification_is_read()
    {
        var spec = StudySpecJson.Read(Earlier);
        Assert.Equal([Objective.Error, Objective.LatencyMsPerImage with { UpperBound = 0.25 }], spec.Objectives);
        Assert.Equal(new EvaluatorSettings
        {
            Data = "fashion-mnist",
            Epochs = 0.5,
            HoldoutImages = 5000,
            ImagesPerStep = 8,
            Kind = "short-training",
            Recipe = "short",
            Seed = ulong.MaxValue,
            TrainingImages = 6000,
            WarmStart = "naswot",
        }, spec.Evaluator);
    }

    [Fact]
    public void The_names_and_forms_in_the_text_are_those_of_earlier_versions()
    {
        using var before = JsonDocument.Parse(Earlier);
        using var now = JsonDocument.Parse(StudySpecJson.Write(StudySpecJson.Read(Earlier)));
        foreach (var part in before.RootElement.EnumerateObject())
            Assert.True(JsonElement.DeepEquals(part.Value, now.RootElement.GetProperty(part.Name)), part.Name);
    }

    [Theory]
    [InlineData("\"epochs\": \"0.5\"", "\"epochs\": \"many\"")]
    [InlineData("\"name\": \"error\"", "\"name\": \"\"")]
    [InlineData("\"name\": \"error\"", "\"name\": null")]
    public void What_is_not_sound_is_refused_in_one_line(string sound, string broken)
    {
        var error = Assert.Throws<StudyException>(() => StudySpecJson.Read(Earlier.Replace(sound, broken, StringComparison.Ordinal)));
        Assert.DoesNotContain('\n', error.Message);
    }
}
