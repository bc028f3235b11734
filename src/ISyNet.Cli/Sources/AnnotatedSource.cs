using System.Collections.Immutable;
using ISyNet.Detection;
using ISyNet.Detection.Annotations;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the annotated pictures that a command line names. What is unsound, and what was chosen, is told on standard error.</summary>
internal static class AnnotatedSource
{
    /// <summary>Pictures to learn from, and pictures to judge on at the very end where there are such.</summary>
    public static (DetectionDataSet Training, DetectionDataSet? Test) Load(string place, ReadingRules rules)
    {
        var sets = Open(place).ReadParts(rules with { CheckFiles = true });
        foreach (var note in sets.Notes)
            Console.Error.WriteLine($"isynet: {place}: {note}");
        return (Told(sets.Training, sets.TrainingPlace), sets.Test is { } test ? Told(test, sets.TestPlace!) : null);
    }

    /// <summary>Pictures to judge a detector on, boxes as they are, with the detector's classes.</summary>
    public static Reading<DetectionDataSet> ToJudge(string place, ImmutableArray<string> classes, ReadingRules rules)
    {
        var folder = Open(place);
        foreach (var note in folder.Notes)
            Console.Error.WriteLine($"isynet: {place}: {note}");
        return folder.ReadToEvaluate(classes, rules with { CheckFiles = true });
    }

    /// <summary>Other pictures with the classes of a data set.</summary>
    public static DetectionDataSet Like(string place, DetectionDataSet training, ReadingRules rules) =>
        Told(Open(place).ReadToLearn(rules with { CheckFiles = true }).InClasses([.. training.Categories.Select(category => category.Name)]), place);

    /// <summary>One COCO file.</summary>
    public static DetectionDataSet Read(string file, double mostUnsound) => File.Exists(file)
        ? Told(CocoReader.Read(file, new ReadingRules(mostUnsound, CheckFiles: true)), file)
        : throw new UsageException($"there is no file '{file}'");

    private static AnnotatedFolder Open(string place)
    {
        try
        {
            return AnnotatedFolder.Open(place);
        }
        catch (DetectionException error)
        {
            throw new UsageException(error.Message);
        }
    }

    private static DetectionDataSet Told(Reading<DetectionDataSet> reading, string place)
    {
        foreach (var problem in reading.Problems)
            Console.Error.WriteLine($"isynet: {place}: {problem}");
        return reading.Value;
    }
}
