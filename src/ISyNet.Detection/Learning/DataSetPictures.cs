using System.Collections.Immutable;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Decoding;

namespace ISyNet.Detection.Learning;

/// <summary>
/// The pictures of a data set as a detector takes them: whole, scaled to fit, boxes along with them. Kept in memory up to 2 GiB, read again
/// beyond.
/// </summary>
public sealed class DataSetPictures : ITrainingPictures
{
    private const long MostBytes = 2L << 30;
    private readonly DetectionDataSet _data;
    private readonly ImmutableArray<AnnotatedImage> _images;
    private readonly FittedPicture?[] _kept;
    private readonly ILookup<long, BoxAnnotation> _annotations;
    private readonly Dictionary<long, int> _classes;

    private DataSetPictures(DetectionDataSet data, Shape shape, ImmutableArray<AnnotatedImage> images, FittedPicture?[] kept, ImmutableArray<string> skipped)
    {
        (_data, Shape, _images, _kept, Skipped) = (data, shape, images, kept, skipped);
        _annotations = data.ByImage();
        _classes = data.Categories.Select((category, index) => (category.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index);
    }

    /// <inheritdoc/>
    public int Count => _images.Length;

    /// <inheritdoc/>
    public Shape Shape { get; }

    /// <summary>The pictures in order, those that can be read.</summary>
    public ImmutableArray<AnnotatedImage> Images => _images;

    /// <summary>Pictures that could not be read, one line each.</summary>
    public ImmutableArray<string> Skipped { get; }

    /// <inheritdoc/>
    public LabelledPicture this[int index]
    {
        get
        {
            var picture = Fitted(index);
            return new LabelledPicture(picture.Pixels, [.. _annotations[_images[index].Id].Select(a => Object(a, (float)picture.Scale))]);
        }
    }

    /// <summary>Reads every picture once; those that cannot be read are left out and named.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="shape">What pictures are brought to.</param>
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="DetectionException">More than a tenth of the pictures cannot be read; the message names the first.</exception>
    public static DataSetPictures Open(DetectionDataSet data, Shape shape, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var (images, kept, skipped) = (ImmutableArray.CreateBuilder<AnnotatedImage>(), new List<FittedPicture?>(), ImmutableArray.CreateBuilder<string>());
        for (var i = 0; i < data.Images.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var picture = ImageDecoder.DecodeFitted(data.PathOf(data.Images[i]), shape);
                images.Add(data.Images[i]);
                kept.Add(kept.Count * shape.Elements < MostBytes ? picture : null);
            }
            catch (ImageException error)
            {
                skipped.Add(error.Message);
            }

            progress?.Report((i + 1.0) / data.Images.Length);
        }

        if (skipped.Count * 10 > data.Images.Length)
            throw new DetectionException($"{data.Name}: {skipped.Count} of {data.Images.Length} pictures cannot be read, more than a tenth: {skipped[0]}");
        return new DataSetPictures(data, shape, images.ToImmutable(), [.. kept], skipped.ToImmutable());
    }

    /// <summary>A picture as the network takes it, with its own size.</summary>
    public FittedPicture Fitted(int index) => _kept[index] ?? ImageDecoder.DecodeFitted(_data.PathOf(_images[index]), Shape);

    private TrainingObject Object(BoxAnnotation a, float scale) => new(
        _classes[a.CategoryId],
        new Corners((float)a.Box.X * scale, (float)a.Box.Y * scale, (float)a.Box.Right * scale, (float)a.Box.Bottom * scale),
        a.Crowd || a.Ignored);
}
