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
        if (Directory.EnumerateFiles(place, "*.json").ToArray() is [var only])
            return (Read(only, mostUnsound), null);
        if (Directory.EnumerateFiles(place, "*.xml", SearchOption.AllDirectories).Any())
            return (Told(VocReader.Read(place, default, new ReadingRules(mostUnsound)), place), null);
        throw new UsageException($"{place}: holds no train.json, no single COCO file and no Pascal VOC files (.xml)");
    }

    /// <summary>One COCO file.</summary>
    public static DetectionDataSet Read(string file, double mostUnsound) => File.Exists(file)
        ? Told(CocoReader.Read(file, new ReadingRules(mostUnsound, CheckFiles: true)), file)
        : throw new UsageException($"there is no file or folder '{file}'; give COCO annotations (.json) or a folder of them");

    private static DetectionDataSet Told(Reading<DetectionDataSet> reading, string place)
    {
        foreach (var problem in reading.Problems)
            Console.Error.WriteLine($"isynet: {place}: {problem}");
        return reading.Value;
    }
}
