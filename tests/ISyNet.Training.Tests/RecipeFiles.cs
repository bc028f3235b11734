using ISyNet.Training.Recipes;

namespace ISyNet.Training.Tests;

public class RecipeFiles
{
    private const string Sound = """
        { "format": "isynet.recipe/1", "name": "x", "batchSize": 64, "epochs": 2,
          "optimizer": { "kind": "adam-w", "learningRate": 0.01 }, "schedule": { "kind": "cosine" }, "augmentation": { "flip": 0.5 } }
        """;

    [Fact]
    public void Each_recipe_of_the_product_is_sound_and_survives_writing()
    {
        Assert.Contains("quick", RecipeFile.Names);
        Assert.Contains("short", RecipeFile.Names);
        foreach (var name in RecipeFile.Names)
        {
            var recipe = RecipeFile.Find(name)!;
            Assert.Equal(name, recipe.Name);
            Assert.Equal(recipe, RecipeFile.Parse(RecipeFile.Write(recipe), name));
        }

        Assert.Null(RecipeFile.Find("nothing"));
    }

    [Theory]
    [InlineData("\"batchSize\": 64,", "", "batchSize")]
    [InlineData("\"flip\"", "\"flop\"", "flop")]
    [InlineData("adam-w", "rmsprop", "optimizer.kind")]
    [InlineData("\"batchSize\": 64", "\"batchSize\": 0", "batchSize")]
    [InlineData("0.01", "-1", "optimizer.learningRate")]
    [InlineData("isynet.recipe/1", "isynet.recipe/9", "isynet.recipe/1")]
    [InlineData("\"kind\": \"cosine\"", "\"kind\": \"cosine\"]", "line 2")]
    public void Each_mistake_is_one_line_that_names_it(string from, string to, string named)
    {
        Assert.Equal(64, RecipeFile.Parse(Sound, "x.json").BatchSize);
        var error = Assert.Throws<TrainingException>(() => RecipeFile.Parse(Sound.Replace(from, to, StringComparison.Ordinal), "x.json"));
        Assert.StartsWith("x.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
    }
}
