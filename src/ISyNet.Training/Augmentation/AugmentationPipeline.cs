using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Training.Augmentation.RandAugment;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Augmentation;

/// <summary>The image transforms of a recipe in their order. Not thread-safe: it holds scratch memory.</summary>
internal sealed class AugmentationPipeline
{
    private readonly ImmutableArray<ImageTransform> _transforms;
    private byte[] _current, _next;

    public AugmentationPipeline(AugmentationRecipe recipe, Shape shape, ImmutableArray<byte> meanPixel)
    {
        var transforms = ImmutableArray.CreateBuilder<ImageTransform>();
        if (recipe.ResizedCrop > 0)
            transforms.Add(new ResizedCrop(shape, recipe.ResizedCrop));
        if (recipe.CropPadding > 0)
            transforms.Add(new RandomCrop(shape, recipe.CropPadding));
        if (recipe.Flip > 0)
            transforms.Add(new HorizontalFlip(shape, recipe.Flip));
        if (recipe.RandAugment is { } operations)
            transforms.Add(new RandomOperations(shape, operations));
        if (recipe.Erasing > 0)
            transforms.Add(new RandomErasing(shape, recipe.Erasing, meanPixel));
        _transforms = transforms.ToImmutable();
        (_current, _next) = (new byte[shape.Elements], new byte[shape.Elements]);
    }

    /// <returns>The augmented image; valid until the next call.</returns>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> image, SeededRandom random)
    {
        if (_transforms.IsEmpty)
            return image;
        image.CopyTo(_current);
        foreach (var transform in _transforms)
        {
            transform.Apply(_current, _next, random);
            (_current, _next) = (_next, _current);
        }

        return _current;
    }
}
