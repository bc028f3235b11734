using System.Collections.Immutable;
using System.Text.Json;
using ISyNet.Images;

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

    /// <summary>Reads a file to evaluate by: boxes are taken as they are, as the reference evaluation takes them, and only named when unsound.</summary>
    /// <exception cref="DetectionException">The file is no COCO annotation, or too much of it is unsound.</exception>
    public static Reading<DetectionDataSet> ReadTruth(string path, ReadingRules? rules = null) => Read(path, rules ?? new ReadingRules(), cut: false);

    private static Reading<DetectionDataSet> Read(string path, ReadingRules rules, bool cut)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var document = JsonEntries.Open(path);
        var root = document.RootElement;
        var problems = new AnnotationProblems();
        var (categoryIds, imageIds) = (new EntryIds(), new EntryIds());
        var categories = Categories(JsonEntries.Array(root, "categories", path).EnumerateArray(), categoryIds, problems);
        var pictures = JsonEntries.Array(root, "images", path);
        var finder = PictureFinder.Choose(
            path, rules.ImageFolder is { } given ? [new(given, IsDeep: true)] : PictureFolders.Find(path),
            [.. pictures.EnumerateArray().Select(entry => JsonEntries.Text(entry, "file_name") ?? "")], rules.CheckFiles);
        var images = Images(pictures.EnumerateArray(), imageIds, problems, finder, rules.CheckFiles);
        var entries = JsonEntries.Array(root, "annotations", path);
        var annotations = Annotations(entries.EnumerateArray(), images, imageIds, categories, categoryIds, problems, cut);
        problems.StopAbove(rules.MostUnsound, entries.GetArrayLength() + pictures.GetArrayLength(), path);
        return new(new DetectionDataSet(Title(path), [.. images.Values], [.. categories.Values.Distinct()], annotations) { ImageFolder = finder.Folder }, problems.ToImmutable());
    }

    // Roboflow calls the file of every part the same.
    private static string Title(string path) => Path.GetFileName(path).StartsWith('_')
        ? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))! : Path.GetFileNameWithoutExtension(path);

    // Two ids of one name, such as " disc " and "disc", are one category.
    private static OrderedDictionary<long, Category> Categories(JsonElement.ArrayEnumerator entries, EntryIds ids, AnnotationProblems problems)
    {
        var categories = new OrderedDictionary<long, Category>();
        var byName = new Dictionary<string, Category>(StringComparer.Ordinal);
        foreach (var (index, entry) in entries.Index())
        {
            var place = $"categories[{index}]";
            if (ids.Add(entry, "id") is not { } id)
            {
                problems.Drop("category without an id", place);
                continue;
            }

            var category = new Category(id, JsonEntries.Text(entry, "name") is { } name ? ClassNames.Clean(name) : $"category {id}") { IdText = JsonEntries.Text(entry, "id") };
            if (byName.TryGetValue(category.Name, out var same) && !categories.ContainsKey(id))
            {
                categories.Add(id, same);
                problems.Mend("two categories of one name, taken for one", $"{place} ('{category.Name}')");
            }
            else if (categories.TryAdd(id, category))
                byName[category.Name] = category;
            else
                problems.Drop("duplicate category id", $"{place} (id {id})");
        }

        return categories;
    }

    private static OrderedDictionary<long, AnnotatedImage> Images(JsonElement.ArrayEnumerator entries, EntryIds ids, AnnotationProblems problems, PictureFinder finder, bool check)
    {
        var images = new OrderedDictionary<long, AnnotatedImage>();
        foreach (var (index, entry) in entries.Index())
        {
            var place = $"images[{index}]";
            if (ids.Add(entry, "id") is not { } id)
            {
                problems.Drop("image without an id", place);
                continue;
            }

            var name = JsonEntries.Text(entry, "file_name") ?? "";
            var file = finder.Find(name);
            var image = new AnnotatedImage(id, file ?? name, Side(entry, "width"), Side(entry, "height")) { IdText = JsonEntries.Text(entry, "id") };
            if (check && file is null)
                problems.Drop("image whose file is missing", $"{place} ('{image.File}')");
            else if (!images.TryAdd(id, image))
                problems.Drop("duplicate image id", $"{place} (id {id})");
        }

        return images;
    }

    private static int Side(JsonElement entry, string key) => (int)Math.Clamp(JsonEntries.Whole(entry, key) ?? 0, 0, int.MaxValue);

    private static ImmutableArray<BoxAnnotation> Annotations(
        JsonElement.ArrayEnumerator entries, OrderedDictionary<long, AnnotatedImage> images, EntryIds imageIds, OrderedDictionary<long, Category> categories, EntryIds categoryIds,
        AnnotationProblems problems, bool cut)
    {
        var annotations = ImmutableArray.CreateBuilder<BoxAnnotation>();
        var (ids, own) = (new HashSet<long>(), new EntryIds());
        foreach (var (index, entry) in entries.Index())
        {
            var id = own.Add(entry, "id") ?? index + 1;
            var place = $"annotations[{index}] (id {id})";
            if (imageIds.Find(entry, "image_id") is not { } imageId || !images.TryGetValue(imageId, out var image))
                problems.Drop("annotation of an unknown image", place);
            else if (categoryIds.Find(entry, "category_id") is not { } categoryId || !categories.TryGetValue(categoryId, out var category))
                problems.Drop("annotation of an unknown category", place);
            else if (JsonEntries.Box(entry) is not { } box)
                problems.Drop("annotation without a box of four numbers", place);
            else if (!box.IsSound && cut)
                problems.Drop(NoArea, place);
            else if (!ids.Add(id))
                problems.Drop("duplicate annotation id", place);
            else
                Add(new BoxAnnotation(id, imageId, category.Id, box, JsonEntries.Real(entry, "area") ?? box.Area, JsonEntries.Flag(entry, "iscrowd"), JsonEntries.Flag(entry, "ignore")), image, place);
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
