using System.Collections.Immutable;

namespace ISyNet.Detection.Annotations;

/// <summary>A picture of a detection data set.</summary>
/// <param name="Id">Its number in the data set.</param>
/// <param name="File">Its file, relative to the folder of pictures.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record AnnotatedImage(long Id, string File, int Width, int Height)
{
    /// <summary>The id as it is written where that is text; null where it is a number.</summary>
    public string? IdText { get; init; }
}

/// <summary>A kind of object.</summary>
/// <param name="Id">Its number in the data set; numbers may have gaps.</param>
/// <param name="Name">Name for people.</param>
public sealed record Category(long Id, string Name)
{
    /// <summary>The id as it is written where that is text; null where it is a number.</summary>
    public string? IdText { get; init; }
}

/// <summary>An object of a picture.</summary>
/// <param name="Id">Its number in the data set.</param>
/// <param name="ImageId">The picture.</param>
/// <param name="CategoryId">The kind of object.</param>
/// <param name="Box">Where it is.</param>
/// <param name="Area">Its area in square pixels (of its outline where one is known, else of its box): what small, medium and large go by.</param>
/// <param name="Crowd">Whether the box stands for a group of objects that were not told apart.</param>
/// <param name="Ignored">Whether finding it, or not, shall count for nothing (COCO's <c>ignore</c>, VOC's <c>difficult</c>).</param>
public sealed record BoxAnnotation(long Id, long ImageId, long CategoryId, Box Box, double Area, bool Crowd = false, bool Ignored = false);

/// <summary>What a detector found.</summary>
/// <param name="ImageId">The picture.</param>
/// <param name="CategoryId">The kind of object.</param>
/// <param name="Box">Where.</param>
/// <param name="Score">Confidence; only the order matters.</param>
public sealed record DetectedBox(long ImageId, long CategoryId, Box Box, double Score);

/// <summary>Pictures with boxes: what a detector learns from and is evaluated on.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Images">The pictures, in the order of the file.</param>
/// <param name="Categories">The kinds of objects, in the order of the file: the classes of a detector are their indices.</param>
/// <param name="Annotations">The objects, in the order of the file.</param>
public sealed record DetectionDataSet(
    string Name, ImmutableArray<AnnotatedImage> Images, ImmutableArray<Category> Categories, ImmutableArray<BoxAnnotation> Annotations)
{
    /// <summary>The folder of the pictures; "" when there is none.</summary>
    public string ImageFolder { get; init; } = "";

    /// <summary>The objects of each picture, by its id, in the order of the file.</summary>
    public ILookup<long, BoxAnnotation> ByImage() => Annotations.ToLookup(annotation => annotation.ImageId);

    /// <summary>The file of a picture, from where the program runs.</summary>
    public string PathOf(AnnotatedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Path.Combine(ImageFolder, image.File);
    }
}
