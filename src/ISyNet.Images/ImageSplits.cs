namespace ISyNet.Images;

/// <summary>Seeded splits of an <see cref="ImageSet"/>; the same seed gives the same split everywhere.</summary>
public static class ImageSplits
{
    /// <summary>
    /// Holds out <paramref name="count"/> images for evaluation, with the same share of each class (largest remainders first), so that
    /// evaluation images are never used for training.
    /// </summary>
    /// <returns>The remaining images, for training, and the held-out images.</returns>
    /// <exception cref="ImageException">There are not that many images.</exception>
    public static (ImageSet Training, ImageSet Holdout) HoldOut(this ImageSet images, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (count < 0 || count > images.Count)
            throw new ImageException($"{images.Name}: cannot hold out {count} of {images.Count} images");
        var held = Stratified(images, count, seed);
        var isHeld = new bool[images.Count];
        foreach (var index in held)
            isHeld[index] = true;
        var rest = Enumerable.Range(0, images.Count).Where(i => !isHeld[i]).ToArray();
        return (images.Select(rest), images.Select(held));
    }

    /// <summary>A random subset of <paramref name="count"/> images (all if there are fewer), with the same share of each class.</summary>
    public static ImageSet Subset(this ImageSet images, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        return count >= images.Count ? images : images.Select(Stratified(images, count, seed));
    }

    private static int[] Stratified(ImageSet images, int count, ulong seed)
    {
        var byClass = Enumerable.Range(0, images.Classes).Select(_ => new List<int>()).ToArray();
        foreach (var index in new SeededRandom(seed).Permutation(images.Count))
            byClass[images.Labels[index]].Add(index);
        var exact = byClass.Select(members => (double)members.Count * count / Math.Max(1, images.Count)).ToArray();
        var take = exact.Select(share => (int)share).ToArray();
        foreach (var c in Enumerable.Range(0, take.Length).OrderByDescending(c => exact[c] - take[c]).Take(count - take.Sum()))
            take[c]++;
        var chosen = byClass.SelectMany((members, c) => members.Take(take[c])).ToArray();
        Array.Sort(chosen);
        return chosen;
    }
}
