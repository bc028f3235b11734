using ISyNet.Graph;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Classification;

/// <summary>
/// Mixes image i of a batch with image size-1-i: mixup (arXiv 1710.09412) blends all pixels, CutMix (arXiv 1905.04899) pastes a
/// rectangle; targets blend by the same share, drawn once per batch from Beta(alpha, alpha).
/// </summary>
internal sealed class BatchMixing(AugmentationRecipe recipe, Shape shape)
{
    public bool IsOn => recipe.Mixup > 0 || recipe.CutMix > 0;

    public void Apply(HostBatch batch, SeededRandom random)
    {
        if (!IsOn)
            return;
        var (box, own) = Draw(random);
        for (var i = 0; i < batch.Size / 2; i++)
        {
            var j = batch.Size - 1 - i;
            if (box is { } cut)
                Exchange(batch.Pixels(i), batch.Pixels(j), cut);
            else
                Blend(batch.Pixels(i), batch.Pixels(j), own);
            Blend(batch.Target(i), batch.Target(j), own);
            if (own < 0.5f)
                (batch.Label(i), batch.Label(j)) = (batch.Label(j), batch.Label(i));
        }
    }

    /// <summary>The same by operations of tensors.</summary>
    public (torch.Tensor Images, torch.Tensor Targets, torch.Tensor Labels) Apply(torch.Tensor images, torch.Tensor targets, torch.Tensor labels, SeededRandom random)
    {
        var (box, own) = Draw(random);
        if (box is { } cut)
        {
            var others = images.flip(0);
            Cut(images, cut).copy_(Cut(others, cut));
        }
        else
        {
            images = Blend(images, own);
        }

        return (images, Blend(targets, own), own < 0.5f ? labels.flip(0) : labels);
    }

    // The rectangle of CutMix, none for mixup; and what is left of the own image, after the rectangle was cut at the border.
    private ((int Top, int Left, int Height, int Width)? Box, float Own) Draw(SeededRandom random)
    {
        var cut = recipe.CutMix > 0 && (recipe.Mixup == 0 || random.NextBool());
        var share = (float)random.NextBeta(cut ? recipe.CutMix : recipe.Mixup);
        if (!cut)
            return (null, share);
        var box = Box(share, random);
        return (box, 1 - ((float)box.Height * box.Width / (shape.Height * shape.Width)));
    }

    private static torch.Tensor Cut(torch.Tensor images, (int Top, int Left, int Height, int Width) box) =>
        images.narrow(2, box.Top, box.Height).narrow(3, box.Left, box.Width);

    private static torch.Tensor Blend(torch.Tensor each, float own) => each.Times(own).Plus(each.flip(0), 1 - own);

    private static void Blend(Span<float> a, Span<float> b, float own)
    {
        for (var i = 0; i < a.Length; i++)
            (a[i], b[i]) = ((own * a[i]) + ((1 - own) * b[i]), (own * b[i]) + ((1 - own) * a[i]));
    }

    // A rectangle of area 1 - share and the image's own aspect around a uniform centre, cut off at the border.
    private (int Top, int Left, int Height, int Width) Box(float share, SeededRandom random)
    {
        var side = Math.Sqrt(1 - share);
        var (height, width) = ((int)(shape.Height * side), (int)(shape.Width * side));
        var (y, x) = (random.NextInt(shape.Height), random.NextInt(shape.Width));
        var (top, left) = (Math.Max(0, y - (height / 2)), Math.Max(0, x - (width / 2)));
        var (bottom, right) = (Math.Min(shape.Height, y + (height / 2)), Math.Min(shape.Width, x + (width / 2)));
        return (top, left, bottom - top, right - left);
    }

    private void Exchange(Span<float> a, Span<float> b, (int Top, int Left, int Height, int Width) box)
    {
        var length = box.Width * shape.Channels;
        for (var y = box.Top; y < box.Top + box.Height; y++)
        {
            var start = ((y * shape.Width) + box.Left) * shape.Channels;
            for (var i = start; i < start + length; i++)
                (a[i], b[i]) = (b[i], a[i]);
        }
    }
}
