using System.Collections.Immutable;
using System.Text.Json;

namespace ISyNet.Detection.Annotations;

/// <summary>Reads the COCO results file of any detector: a list of image_id, category_id, bbox and score.</summary>
public static class CocoResultsReader
{
    /// <summary>Reads what a detector found in the pictures of a data set.</summary>
    /// <exception cref="DetectionException">The file is no results file, or too much of it is unsound.</exception>
    public static Reading<ImmutableArray<DetectedBox>> Read(string path, DetectionDataSet data, ReadingRules? rules = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(data);
        using var document = JsonEntries.Open(path);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw new DetectionException($"{path}: is no COCO results file: that is one list of image_id, category_id, bbox and score");
        var imageIds = EntryIds.Create(data.Images.Select(image => (image.Id, image.IdText)));
        var categoryIds = EntryIds.Create(data.Categories.Select(category => (category.Id, category.IdText)));
        var images = data.Images.Select(image => image.Id).ToHashSet();
        var categories = data.Categories.Select(category => category.Id).ToHashSet();
        var problems = new AnnotationProblems();
        var detections = ImmutableArray.CreateBuilder<DetectedBox>();
        foreach (var (index, entry) in document.RootElement.EnumerateArray().Index())
        {
            var place = $"[{index}]";
            if (imageIds.Find(entry, "image_id") is not { } imageId || !images.Contains(imageId))
                problems.Drop("detection in an unknown image", place);
            else if (categoryIds.Find(entry, "category_id") is not { } categoryId || !categories.Contains(categoryId))
                problems.Drop("detection of an unknown category", place);
            else if (JsonEntries.Box(entry) is not { } box || !double.IsFinite(box.Area))
                problems.Drop("detection without a box of four finite numbers", place);
            else if (JsonEntries.Real(entry, "score") is not { } score || !double.IsFinite(score))
                problems.Drop("detection without a finite score", place);
            else
                detections.Add(new DetectedBox(imageId, categoryId, box, score));
        }

        problems.StopAbove((rules ?? new ReadingRules()).MostUnsound, document.RootElement.GetArrayLength(), path);
        return new(detections.ToImmutable(), problems.ToImmutable());
    }
}
