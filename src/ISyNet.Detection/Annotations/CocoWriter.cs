using System.Text.Json;

namespace ISyNet.Detection.Annotations;

/// <summary>Writes COCO annotations and results that other tools can read (cocodataset.org/#format-data, #format-results).</summary>
public static class CocoWriter
{
    /// <summary>Writes the annotations of a data set; if it fails, no file is left.</summary>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    public static void Write(string path, DetectionDataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteStartObject("info");
            json.WriteString("description", data.Name);
            json.WriteEndObject();
            List(json, "images", data.Images, Image);
            List(json, "categories", data.Categories, Category);
            List(json, "annotations", data.Annotations, Annotation);
            json.WriteEndObject();
        });
    }

    /// <summary>Writes detections as a COCO results file; if it fails, no file is left.</summary>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    /// <param name="path">The file.</param>
    /// <param name="detections">The detections.</param>
    /// <param name="data">The data set of the ids, needed to write text ids as text; null: all ids are numbers.</param>
    public static void WriteResults(string path, IEnumerable<DetectedBox> detections, DetectionDataSet? data = null) => AtomicFile.Write(path, stream =>
    {
        var images = (data?.Images ?? []).Where(image => image.IdText is not null).ToDictionary(image => image.Id, image => image.IdText);
        var categories = (data?.Categories ?? []).Where(category => category.IdText is not null).ToDictionary(category => category.Id, category => category.IdText);
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartArray();
        foreach (var detection in detections)
        {
            json.WriteStartObject();
            Id(json, "image_id", detection.ImageId, images.GetValueOrDefault(detection.ImageId));
            Id(json, "category_id", detection.CategoryId, categories.GetValueOrDefault(detection.CategoryId));
            Box(json, detection.Box);
            json.WriteNumber("score", detection.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Id(Utf8JsonWriter json, string key, long id, string? text)
    {
        if (text is null)
            json.WriteNumber(key, id);
        else
            json.WriteString(key, text);
    }

    private static void Image(Utf8JsonWriter json, AnnotatedImage image)
    {
        json.WriteNumber("id", image.Id);
        json.WriteString("file_name", image.File);
        json.WriteNumber("width", image.Width);
        json.WriteNumber("height", image.Height);
    }

    private static void Category(Utf8JsonWriter json, Category category)
    {
        json.WriteNumber("id", category.Id);
        json.WriteString("name", category.Name);
        json.WriteString("supercategory", "");
    }

    private static void Annotation(Utf8JsonWriter json, BoxAnnotation annotation)
    {
        json.WriteNumber("id", annotation.Id);
        json.WriteNumber("image_id", annotation.ImageId);
        json.WriteNumber("category_id", annotation.CategoryId);
        Box(json, annotation.Box);
        json.WriteNumber("area", annotation.Area);
        json.WriteNumber("iscrowd", annotation.Crowd ? 1 : 0);
        if (annotation.Ignored)
            json.WriteNumber("ignore", 1);
        json.WriteStartArray("segmentation");
        json.WriteEndArray();
    }

    private static void Box(Utf8JsonWriter json, Box box)
    {
        json.WriteStartArray("bbox");
        json.WriteNumberValue(box.X);
        json.WriteNumberValue(box.Y);
        json.WriteNumberValue(box.Width);
        json.WriteNumberValue(box.Height);
        json.WriteEndArray();
    }
}
