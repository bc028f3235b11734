using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Learning;

/// <summary>Holds out some pictures of a data set for the evaluation during training.</summary>
public static class HeldOutPictures
{
    private const ulong Purpose = 0x4f5554;

    /// <summary>Splits a data set by pictures.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="share">The share to hold out, 0 to 1; at least one picture.</param>
    /// <param name="most">The most pictures to hold out.</param>
    /// <param name="seed">Determines which ones.</param>
    public static (DetectionDataSet Training, DetectionDataSet HeldOut) Split(DetectionDataSet data, double share, int most, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        var order = new SeededRandom(seed, Purpose).Permutation(data.Images.Length);
        var held = order.Take(Math.Clamp((int)(share * order.Length), 1, most)).Select(i => data.Images[i].Id).ToHashSet();
        return (Part(data, id => !held.Contains(id)), Part(data, held.Contains));
    }

    private static DetectionDataSet Part(DetectionDataSet data, Func<long, bool> belongs) => data with
    {
        Images = [.. data.Images.Where(image => belongs(image.Id))],
        Annotations = [.. data.Annotations.Where(annotation => belongs(annotation.ImageId))],
    };
}
