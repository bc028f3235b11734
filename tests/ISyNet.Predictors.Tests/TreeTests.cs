using CsCheck;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Predictors.Fitting;

namespace ISyNet.Predictors.Tests;

public sealed class TreeTests
{
    [Fact]
    public void A_tree_answers_its_questions()
    {
        var trees = TreeEnsemble.Parse(["0<0.5 =1 1<2 =10 =100", "=0.25"], features: 2);
        Assert.Equal(1.25, trees.Evaluate([0.5, 9]));
        Assert.Equal(10.25, trees.Evaluate([0.6, 2]));
        Assert.Equal(100.25, trees.Evaluate([0.6, 2.1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0<1 =1")]
    [InlineData("=1 =2")]
    [InlineData("2<1 =1 =2")]
    [InlineData("-1<1 =1 =2")]
    [InlineData("0<x =1 =2")]
    [InlineData("0<1 =1 =nan")]
    [InlineData("0<1 =1 =1e999")]
    [InlineData("one")]
    public void What_is_no_tree_is_refused(string text) =>
        Assert.Contains("trees[0]", Assert.Throws<DeviceException>(() => TreeEnsemble.Parse([text], 2)).Message, StringComparison.Ordinal);

    [Theory, Trait("Category", Property.Category)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(200)]
    public void Written_trees_say_what_LightGBM_says(int rows)
    {
        const int features = 3;
        Gen.Double[-10, 10].Array[features * rows].ForAll(examples =>
        {
            using var booster = new TreeBooster(examples, features, new BoosterSettings().ToParameters(1, rows));
            var (gradients, curvatures, said) = (new float[booster.Rows], new float[booster.Rows], new double[booster.Rows]);
            Array.Fill(curvatures, 1f);
            for (var step = 0; step < 20; step++)
            {
                for (var i = 0; i < gradients.Length; i++)
                    gradients[i] = (float)(said[i] - Math.Sin(examples[i * features]) - examples[(i * features) + 1]);
                booster.Step(gradients, curvatures);
                booster.Answers(said);
            }

            var trees = TreeEnsemble.Parse(booster.Trees(1), features);
            for (var i = 0; i < said.Length; i++)
                Assert.Equal(said[i], trees.Evaluate(examples.AsSpan(i * features, features)), 0.02);
        }, cases: 20);
    }
}
