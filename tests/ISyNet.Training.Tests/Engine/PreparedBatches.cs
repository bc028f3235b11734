using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Decoding;
using ISyNet.Training.Classification;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Tests.Engine;

/// <summary>Batches of real photos, prepared by several threads.</summary>
public class PreparedBatches
{
    private static readonly ImageSet Photos =
        ImageData.Open(Path.Combine(AppContext.BaseDirectory, "clothing"), new PictureReading(Shape.Map(3, 48, 40)) { MemoryBytes = 0, TestShare = 0.5 }).Training;

    private static readonly TrainingRecipe Recipe = RecipeFile.Find("isynet")! with { BatchSize = 7 };

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Their_content_does_not_depend_on_the_number_of_threads(int threads)
    {
        Assert.True(Photos.DecodesWhenRead);
        using var alone = Batches(new RunSettings { DataThreads = 1 });
        using var together = Batches(new RunSettings { DataThreads = threads });
        for (var number = 0; number < 4; number++)
        {
            var (expected, actual) = ((HostBatch)alone.Take(number), (HostBatch)together.Take(number));
            Assert.Equal(expected.Labels.Longs().ToArray(), actual.Labels.Longs().ToArray());
            for (var i = 0; i < expected.Size; i++)
                Assert.Equal(expected.Pixels(i).ToArray(), actual.Pixels(i).ToArray());
        }
    }

    [Fact]
    public void Fewer_than_one_thread_is_an_error() =>
        Assert.Contains("not 0", Assert.Throws<TrainingException>(() => Batches(new RunSettings { DataThreads = 0 })).Message, StringComparison.Ordinal);

    [Fact]
    public void The_other_cores_prepare_batches_unless_it_is_said()
    {
        Assert.Equal(Math.Max(1, Environment.ProcessorCount - 1), new RunSettings().PreparingThreads);
        Assert.Equal(1, new RunSettings { Threads = Environment.ProcessorCount }.PreparingThreads);
        Assert.Equal(3, new RunSettings { DataThreads = 3 }.PreparingThreads);
    }

    private static LabelledBatches Batches(RunSettings settings) =>
        LabelledBatches.Create(Photos, new Normalization([0.5f, 0.5f, 0.5f], [1, 1, 1]), Recipe, 3, settings);
}
