using System.Collections.Immutable;

namespace ISyNet.Detection.Annotations;

/// <summary>A picture of a detection data set.</summary>
/// <param name="Id">Its number in the data set.</param>
/// <param name="File">Its file, relative to the folder of pictures.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record AnnotatedImage(long Id, string File, int Width, int Height)
{
    /// <summary>The id if it is text; null if it is a number.</summary>
    public string? IdText { get; init; }
}

/// <summary>A category of objects.</summary>
/// <param name="Id">Its number in the data set; numbers may have gaps.</param>
/// <param name="Name">Display name.</param>
public sealed record Category(long Id, string Name)
{
    /// <summary>The id if it is text; null if it is a number.</summary>
    public string? IdText { get; init; }
}

/// <summary>An object of a picture.</summary>
/// <param name="Id">Its number in the data set.</param>
/// <param name="ImageId">The picture.</param>
/// <param name="CategoryId">The category.</param>
/// <param name="Box">Its box.</param>
/// <param name="Area">Its area in square pixels: of its outline if known, otherwise of its box. It decides between small, medium and large.</param>
/// <param name="Crowd">Whether the box contains a group of objects that were not annotated separately.</param>
/// <param name="Ignored">Whether the evaluation ignores it (COCO's <c>ignore</c>, VOC's <c>difficult</c>).</param>
public sealed record BoxAnnotation(long Id, long ImageId, long CategoryId, Box Box, double Area, bool Crowd = false, bool Ignored = false);

/// <summary>A detection.</summary>
/// <param name="ImageId">The picture.</param>
/// <param name="CategoryId">The category.</param>
/// <param name="Box">The box.</param>
/// <param name="Score">Confidence; only the order matters.</param>
public sealed record DetectedBox(long ImageId, long CategoryId, Box Box, double Score);

/// <summary>Pictures with boxes: what a detector learns from and is evaluated on.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Images">The pictures, in the order of the file.</param>
/// <param name="Categories">The categories, in the order of the file: the classes of a detector are their indices.</param>
/// <param name="Annotations">The objects, in the order of the file.</param>
public sealed record DetectionDataSet(
    string Name, ImmutableArray<AnnotatedImage> Images, ImmutableArray<Category> Categories, ImmutableArray<BoxAnnotation> Annotations)
{
    /// <summary>The folder of the pictures; "" if there is none.</summary>
    public string ImageFolder { get; init; } = "";

    /// <summary>The objects of each picture, by its id, in the order of the file.</summary>
    public ILookup<long, BoxAnnotation> ByImage() => Annotations.ToLookup(annotation => annotation.ImageId);

    /// <summary>The path of a picture, relative to the current folder.</summary>
    public string PathOf(AnnotatedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Path.Combine(ImageFolder, image.File);
    }
}
