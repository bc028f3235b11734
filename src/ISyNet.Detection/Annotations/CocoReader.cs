using System.Collections.Immutable;
using System.Text.Json;

namespace ISyNet.Detection.Annotations;

/// <summary>
/// Reads COCO annotations (cocodataset.org/#format-data): images, categories and annotations with <c>bbox</c>, <c>area</c>,
/// <c>iscrowd</c> and <c>ignore</c>. Outlines (<c>segmentation</c>) are not read.
/// </summary>
public static class CocoReader
{
    private const string NoArea = "box of zero area, negative side or no finite number";
    private const string Outside = "box reaches outside its picture and is cut to it";

    /// <summary>Reads a file to learn from or show: boxes are cut to their pictures.</summary>
    /// <exception cref="DetectionException">The file is no COCO annotation, or too much of it is unsound.</exception>
    public static Reading<DetectionDataSet> Read(string path, ReadingRules? rules = null) => Read(path, rules ?? new ReadingRules(), cut: true);

    /// <summary>Reads a file to judge by: boxes are taken as they are, as the reference evaluation takes them, and only named when unsound.</summary>
    /// <exception cref="DetectionException">The file is no COCO annotation, or too much of it is unsound.</exception>
    public static Reading<DetectionDataSet> ReadTruth(string path, ReadingRules? rules = null) => Read(path, rules ?? new ReadingRules(), cut: false);

    private static Reading<DetectionDataSet> Read(string path, ReadingRules rules, bool cut)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var document = JsonEntries.Open(path);
        var root = document.RootElement;
        var problems = new AnnotationProblems();
        var folder = rules.ImageFolder ?? FolderBeside(path);
        var categories = Categories(JsonEntries.Array(root, "categories", path).EnumerateArray(), problems);
        var pictures = JsonEntries.Array(root, "images", path);
        var images = Images(pictures.EnumerateArray(), problems, rules.CheckFiles ? folder : null);
        var entries = JsonEntries.Array(root, "annotations", path);
        var annotations = Annotations(entries.EnumerateArray(), images, categories, problems, cut);
        problems.StopAbove(rules.MostUnsound, entries.GetArrayLength() + pictures.GetArrayLength(), path);
        var name = Path.GetFileNameWithoutExtension(path);
        return new(new DetectionDataSet(name, [.. images.Values], [.. categories.Values], annotations) { ImageFolder = folder }, problems.ToImmutable());
    }

    private static string FolderBeside(string path)
    {
        var own = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var images = Path.Combine(own, "images");
        return Directory.Exists(images) ? images : own;
    }

    private static OrderedDictionary<long, Category> Categories(JsonElement.ArrayEnumerator entries, AnnotationProblems problems)
    {
        var categories = new OrderedDictionary<long, Category>();
        foreach (var (index, entry) in entries.Index())
        {
            if (JsonEntries.Whole(entry, "id") is not { } id)
                problems.Drop("category without an id", $"categories[{index}]");
            else if (!categories.TryAdd(id, new Category(id, JsonEntries.Text(entry, "name") ?? $"category {id}")))
                problems.Drop("duplicate category id", $"categories[{index}] (id {id})");
        }

        return categories;
    }

    private static OrderedDictionary<long, AnnotatedImage> Images(JsonElement.ArrayEnumerator entries, AnnotationProblems problems, string? folder)
    {
        var images = new OrderedDictionary<long, AnnotatedImage>();
        foreach (var (index, entry) in entries.Index())
        {
            var place = $"images[{index}]";
            if (JsonEntries.Whole(entry, "id") is not { } id)
            {
                problems.Drop("image without an id", place);
                continue;
            }

            var image = new AnnotatedImage(id, JsonEntries.Text(entry, "file_name") ?? "", Side(entry, "width"), Side(entry, "height"));
            if (folder is not null && Missing(folder, image.File))
                problems.Drop("image whose file is missing", $"{place} ('{image.File}')");
            else if (!images.TryAdd(id, image))
                problems.Drop("duplicate image id", $"{place} (id {id})");
        }

        return images;
    }

    private static int Side(JsonElement entry, string key) => (int)Math.Clamp(JsonEntries.Whole(entry, key) ?? 0, 0, int.MaxValue);

    // A name that leads out of the folder is as good as missing: annotations come from others.
    private static bool Missing(string folder, string file)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, file));
        return file.Length == 0 || !full.StartsWith(root, StringComparison.Ordinal) || !File.Exists(full);
    }

    private static ImmutableArray<BoxAnnotation> Annotations(
        JsonElement.ArrayEnumerator entries, OrderedDictionary<long, AnnotatedImage> images, OrderedDictionary<long, Category> categories,
        AnnotationProblems problems, bool cut)
    {
        var annotations = ImmutableArray.CreateBuilder<BoxAnnotation>();
        var ids = new HashSet<long>();
        foreach (var (index, entry) in entries.Index())
        {
            var id = JsonEntries.Whole(entry, "id") ?? index + 1;
            var place = $"annotations[{index}] (id {id})";
            if (JsonEntries.Whole(entry, "image_id") is not { } imageId || !images.TryGetValue(imageId, out var image))
                problems.Drop("annotation of an unknown image", place);
            else if (JsonEntries.Whole(entry, "category_id") is not { } categoryId || !categories.ContainsKey(categoryId))
                problems.Drop("annotation of an unknown category", place);
            else if (JsonEntries.Box(entry) is not { } box)
                problems.Drop("annotation without a box of four numbers", place);
            else if (!box.IsSound && cut)
                problems.Drop(NoArea, place);
            else if (!ids.Add(id))
                problems.Drop("duplicate annotation id", place);
            else
                Add(new BoxAnnotation(id, imageId, categoryId, box, JsonEntries.Real(entry, "area") ?? box.Area, JsonEntries.Flag(entry, "iscrowd"), JsonEntries.Flag(entry, "ignore")), image, place);
        }

        return annotations.ToImmutable();

        void Add(BoxAnnotation annotation, AnnotatedImage image, string place)
        {
            var inside = cut && image is { Width: > 0, Height: > 0 } ? annotation.Box.Within(image.Width, image.Height) : annotation.Box;
            if (!inside.IsSound && cut)
            {
                problems.Drop("box outside its picture", place);
                return;
            }

            if (!inside.IsSound)
                problems.Mend(NoArea + ", kept as the reference keeps it: nothing can match it", place);
            else if (Math.Abs(inside.Area - annotation.Box.Area) > 1e-6 * annotation.Box.Area)
                problems.Mend(Outside, place);
            annotations.Add(annotation with { Box = inside });
        }
    }
}
