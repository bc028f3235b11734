using System.Collections.Immutable;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Decoding;

namespace ISyNet.Detection.Learning;

/// <summary>
/// The pictures of a data set, scaled with their boxes to fit the input of a detector. Up to 2 GiB are kept in memory; other pictures are
/// read again each time.
/// </summary>
public sealed class DataSetPictures : ITrainingPictures
{
    private const long MostBytes = 2L << 30;
    private readonly ImmutableArray<AnnotatedImage> _images;
    private readonly FittedPicture?[] _kept;
    private readonly ILookup<long, BoxAnnotation> _annotations;
    private readonly Dictionary<long, int> _classes;

    private DataSetPictures(DetectionDataSet data, Shape shape, FittedPicture?[] kept, ImmutableArray<string> skipped)
    {
        (Data, Shape, _images, _kept, Skipped) = (data, shape, data.Images, kept, skipped);
        _annotations = data.ByImage();
        _classes = data.Categories.Select((category, index) => (category.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index);
    }

    /// <inheritdoc/>
    public int Count => _images.Length;

    /// <inheritdoc/>
    public Shape Shape { get; }

    /// <summary>The readable pictures, in order.</summary>
    public ImmutableArray<AnnotatedImage> Images => _images;

    /// <summary>The readable pictures and their objects, in pixels of the original pictures, for the evaluation of a detector.</summary>
    public DetectionDataSet Data { get; }

    /// <summary>How boxes were changed to fit their pictures, one line per kind of change.</summary>
    public ImmutableArray<string> Notes { get; private init; } = [];

    /// <summary>Pictures that cannot be read or do not fit their annotations, one line each.</summary>
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

    /// <summary>
    /// Reads every picture once. Pictures are left out and listed if they cannot be read, or if their size differs from the annotated size
    /// and they are not scaled copies.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <param name="shape">The size to scale pictures to.</param>
    /// <param name="progress">Receives the progress, 0 to 1.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="DetectionException">More than a tenth of the pictures cannot be used; the message names the first.</exception>
    public static DataSetPictures Open(DetectionDataSet data, Shape shape, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var objects = data.ByImage();
        var (images, annotations) = (ImmutableArray.CreateBuilder<AnnotatedImage>(), ImmutableArray.CreateBuilder<BoxAnnotation>());
        var (kept, skipped, changes) = (new List<FittedPicture?>(), ImmutableArray.CreateBuilder<string>(), new AnnotationProblems());
        for (var i = 0; i < data.Images.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Add(data.Images[i], ImageDecoder.DecodeFitted(data.PathOf(data.Images[i]), shape));
            }
            catch (ImageException error)
            {
                skipped.Add(error.Message);
            }

            progress?.Report((i + 1.0) / data.Images.Length);
        }

        if (skipped.Count * 10 > data.Images.Length)
            throw new DetectionException($"{data.Name}: {skipped.Count} of {data.Images.Length} pictures cannot be used, more than a tenth: {skipped[0]}");
        var fitting = data with { Images = images.ToImmutable(), Annotations = annotations.ToImmutable() };
        return new DataSetPictures(fitting, shape, [.. kept], skipped.ToImmutable()) { Notes = [.. changes.ToImmutable().Select(change => $"{data.Name}: {change}")] };

        void Add(AnnotatedImage image, FittedPicture picture)
        {
            var (how, toPicture) = AnnotatedSize.Compare(image, picture.Size);
            var sizes = $"{data.PathOf(image)}: is {picture.Size.Width}x{picture.Size.Height}, but annotated as {image.Width}x{image.Height}";
            if (how == AnnotatedSize.Agreement.Refused)
            {
                skipped.Add(sizes + ", which is no smaller or larger copy");
                return;
            }

            if (how != AnnotatedSize.Agreement.Same)
                changes.Mend(how == AnnotatedSize.Agreement.Scaled ? "picture of another size than its annotations say, boxes scaled along" : "picture annotated as it is stored, boxes turned upright with it", sizes);
            images.Add(image with { Width = picture.Size.Width, Height = picture.Size.Height });
            kept.Add(kept.Count * shape.Elements < MostBytes ? picture : null);
            foreach (var annotation in objects[image.Id])
            {
                var box = toPicture(annotation.Box);
                annotations.Add(how == AnnotatedSize.Agreement.Same ? annotation : annotation with { Box = box, Area = annotation.Area * box.Area / Math.Max(annotation.Box.Area, double.Epsilon) });
            }
        }
    }

    /// <summary>A picture at the input size of the network, with its original size.</summary>
    public FittedPicture Fitted(int index) => _kept[index] ?? ImageDecoder.DecodeFitted(Data.PathOf(_images[index]), Shape);

    private TrainingObject Object(BoxAnnotation a, float scale) => new(
        _classes[a.CategoryId],
        new Corners((float)a.Box.X * scale, (float)a.Box.Y * scale, (float)a.Box.Right * scale, (float)a.Box.Bottom * scale),
        a.Crowd || a.Ignored);
}
