using System.Collections.Immutable;
using ISyNet.Images;

namespace ISyNet.Detection.Annotations;

/// <summary>Maps the categories of a data set to those of a detector or of another part, by name.</summary>
public static class CategoryMatching
{
    /// <summary>Leaves out categories without an object: they cannot be trained. Roboflow writes one such category for the whole set.</summary>
    public static Reading<DetectionDataSet> WithObjects(this Reading<DetectionDataSet> reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var data = reading.Value;
        var used = data.Annotations.Select(annotation => annotation.CategoryId).ToHashSet();
        Category[] empty = [.. data.Categories.Where(category => !used.Contains(category.Id))];
        if (empty.Length == 0 || empty.Length == data.Categories.Length)
            return reading;
        var problems = new AnnotationProblems();
        foreach (var category in empty)
            problems.Mend("category without an object, left out of the classes", $"'{category.Name}'");
        return new(data with { Categories = [.. data.Categories.Where(category => used.Contains(category.Id))] }, reading.Problems.AddRange(problems.ToImmutable()));
    }

    /// <summary>The same pictures with the categories of the given names, in their order; objects of other categories are left out and reported.</summary>
    /// <exception cref="DetectionException">There are objects, but none of these categories.</exception>
    public static Reading<DetectionDataSet> InClasses(this Reading<DetectionDataSet> reading, ImmutableArray<string> names)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var data = reading.Value;
        var places = ClassNames.Match([.. data.Categories.Select(category => category.Name)], names);
        var taken = data.Categories.Zip(places).Where(pair => pair.Second >= 0).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        if (data.Annotations.Length > 0 && !data.Annotations.Any(annotation => taken.ContainsKey(annotation.CategoryId)))
            throw new DetectionException($"{data.Name}: its categories ({string.Join(", ", data.Categories.Select(c => c.Name).Take(5))}) and the classes ({string.Join(", ", names.Take(5))}) have no name in common");
        var problems = new AnnotationProblems();
        var kinds = data.Categories.ToDictionary(category => category.Id, category => category.Name);
        foreach (var annotation in data.Annotations.Where(annotation => !taken.ContainsKey(annotation.CategoryId)))
            problems.Drop("object of a category that is none of the classes", $"'{kinds[annotation.CategoryId]}' (id {annotation.Id})");
        var first = data.Categories.Zip(places).Where(pair => pair.Second >= 0).DistinctBy(pair => pair.Second).ToDictionary(pair => pair.Second, pair => pair.First);
        // A class that this part does not have gets an unused id.
        var free = data.Categories.Select(category => category.Id).DefaultIfEmpty(0).Max();
        ImmutableArray<Category> categories = [.. names.Select((name, place) => first.GetValueOrDefault(place) is { } own ? own with { Name = name } : new Category(++free, name))];
        return new(
            data with
            {
                Categories = categories,
                Annotations = [.. data.Annotations.Where(a => taken.ContainsKey(a.CategoryId)).Select(a => a with { CategoryId = categories[taken[a.CategoryId]].Id })],
            },
            reading.Problems.AddRange(problems.ToImmutable()));
    }
}
