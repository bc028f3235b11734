using System.Collections.Immutable;
using ISyNet.Detection.Annotations;

namespace ISyNet.Cli.Detecting;

/// <summary>
/// Finds the annotated pictures that a command line names: a COCO file, a folder with <c>train.json</c> (and <c>test.json</c>), or a folder
/// of Pascal VOC XML files. What is unsound is told on standard error.
/// </summary>
internal static class AnnotatedSource
{
    /// <summary>Pictures to learn from, and pictures to judge on at the very end where the folder has them.</summary>
    public static (DetectionDataSet Training, DetectionDataSet? Test) Load(string place, double mostUnsound)
    {
        if (!Directory.Exists(place))
            return (Read(place, mostUnsound), null);
        var train = Path.Combine(place, "train.json");
        var test = Path.Combine(place, "test.json");
        if (File.Exists(train))
            return (Read(train, mostUnsound), File.Exists(test) ? Read(test, mostUnsound) : null);
        if (OnlyCoco(place) is { } only)
            return (Read(only, mostUnsound), null);
        return (Told(VocReader.Read(Voc(place), default, new ReadingRules(mostUnsound)), place), null);
    }

    /// <summary>
    /// Pictures to judge a detector on, boxes as they are: a COCO file, a folder with <c>test.json</c> or one COCO file, or a folder of Pascal
    /// VOC files, whose names are numbered as the detector's classes. Nothing is told.
    /// </summary>
    public static Reading<DetectionDataSet> ToJudge(string place, ImmutableArray<string> classes, ReadingRules rules)
    {
        if (File.Exists(place))
            return CocoReader.ReadTruth(place, rules);
        if (!Directory.Exists(place))
            throw Missing(place);
        var test = Path.Combine(place, "test.json");
        return (File.Exists(test) ? test : OnlyCoco(place)) is { } coco ? CocoReader.ReadTruth(coco, rules) : VocReader.Read(Voc(place), classes, rules);
    }

    /// <summary>One COCO file.</summary>
    public static DetectionDataSet Read(string file, double mostUnsound) => File.Exists(file)
        ? Told(CocoReader.Read(file, new ReadingRules(mostUnsound, CheckFiles: true)), file)
        : throw Missing(file);

    private static string? OnlyCoco(string folder) => Directory.EnumerateFiles(folder, "*.json").ToArray() is [var only] ? only : null;

    /// <summary>The folder itself, or <c>Annotations</c> in it, as in VOC's own layout.</summary>
    private static string Voc(string folder) =>
        new[] { folder, Path.Combine(folder, "Annotations") }.FirstOrDefault(f => Directory.Exists(f) && Directory.EnumerateFiles(f, "*.xml").Any())
        ?? throw new UsageException($"{folder}: holds no train.json or test.json, no single COCO file and no Pascal VOC files (.xml, in it or in Annotations)");

    private static UsageException Missing(string place) => new($"there is no file or folder '{place}'; give COCO annotations (.json) or a folder of them");

    private static DetectionDataSet Told(Reading<DetectionDataSet> reading, string place)
    {
        foreach (var problem in reading.Problems)
            Console.Error.WriteLine($"isynet: {place}: {problem}");
        return reading.Value;
    }
}
