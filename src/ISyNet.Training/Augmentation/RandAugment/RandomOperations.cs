using ISyNet.Graph;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Augmentation.RandAugment;

/// <summary>
/// RandAugment (arXiv 1909.13719) as the paper's release runs it: operations drawn uniformly with replacement, each done with a
/// probability and a magnitude of its own from a normal, held to 0..10.
/// </summary>
internal sealed class RandomOperations(Shape shape, RandAugmentRecipe recipe) : ImageTransform(shape)
{
    private readonly Shape _shape = shape;
    private readonly byte[] _scratch = new byte[shape.Elements];

    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, SeededRandom random)
    {
        source.CopyTo(target);
        for (var i = 0; i < recipe.Operations; i++)
        {
            var operation = PictureOperation.All[random.NextInt(PictureOperation.All.Length)];
            if (!random.NextBool(recipe.Probability))
                continue;
            var magnitude = Math.Clamp(recipe.Magnitude + (recipe.Deviation * random.NextNormal()), 0, 10);
            target.CopyTo(_scratch);
            operation.Apply(_scratch, target, _shape, magnitude, random);
        }
    }
}
