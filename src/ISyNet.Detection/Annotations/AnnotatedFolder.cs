using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using ISyNet.Images.Folders;

namespace ISyNet.Detection.Annotations;

/// <summary>A part of annotated pictures, before it is read.</summary>
/// <param name="Place">The file or folder of its annotations, for messages.</param>
/// <param name="Format">How it is written, for messages.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Read">Reads it: to learn from, with boxes cut to their pictures, or, as the second argument says, to evaluate by.</param>
internal sealed record AnnotatedPart(string Place, string Format, PartRole Role, Func<ReadingRules, bool, Reading<DetectionDataSet>> Read);

/// <summary>
/// Annotated pictures in a folder, as tools lay them out: COCO files (<c>train.json</c>, <c>annotations/instances_train2017.json</c>,
/// <c>train/_annotations.coco.json</c>), Pascal VOC files, or YOLO's text files. docs/detection-data.md has the rules.
/// </summary>
public sealed partial class AnnotatedFolder
{
    private const int MaxWrappings = 3;
    private readonly ImmutableArray<AnnotatedPart> _parts;

    private AnnotatedFolder(ImmutableArray<AnnotatedPart> parts) => _parts = parts;

    /// <summary>The choices that were made, one line each.</summary>
    public ImmutableArray<string> Notes { get; private init; } = [];

    private AnnotatedPart? Evaluation => Part(PartRole.Test) ?? Part(PartRole.Validation);

    /// <summary>Finds the annotations of a place.</summary>
    /// <param name="place">A COCO file, a YOLO data file (.yaml), or a folder.</param>
    /// <exception cref="DetectionException">There are none, or the choice is ambiguous.</exception>
    public static AnnotatedFolder Open(string place)
    {
        if (File.Exists(place))
            return new(OfFile(place));
        if (!Directory.Exists(place))
            throw new DetectionException($"there is no file or folder '{place}'; give COCO annotations (.json), a YOLO data.yaml or a folder of them");
        string[] level = [place];
        for (var depth = 0; depth <= MaxWrappings; depth++)
        {
            var found = level.Select(folder => (Folder: folder, Parts: At(folder, isGiven: depth == 0))).Where(at => !at.Parts.IsEmpty).Take(2).ToArray();
            if (found.Length > 1)
                throw new DetectionException($"{place}: contains several data sets ({string.Join(", ", found.Select(at => $"{Path.GetRelativePath(place, at.Folder)}: {at.Parts[0].Format}"))}): give the folder of one");
            if (found.Length == 1)
                return new(found[0].Parts) { Notes = depth == 0 ? [] : [$"the annotations are in '{Path.GetRelativePath(place, found[0].Folder)}'"] };
            level = [.. level.SelectMany(Folders).Take(2000)];
        }

        throw new DetectionException($"{place}: contains no annotations; looked for COCO files (train.json, annotations/*.json, train/_annotations.coco.json, one .json), Pascal VOC files (.xml, in it or in Annotations) and YOLO's (data.yaml, or .txt beside pictures or in labels)");
    }

    /// <summary>Reads the pictures to learn from, and those to evaluate on where there are such: their kinds of objects are those of the first.</summary>
    /// <exception cref="DetectionException">A part cannot be read, or too much of it is unsound.</exception>
    public AnnotatedSets ReadParts(ReadingRules rules)
    {
        var training = Part(PartRole.Training) ?? _parts[0];
        var evaluated = Evaluation is { } part && part != training ? part : null;
        var learnt = training.Read(rules, false).WithObjects();
        var names = learnt.Value.Categories.Select(category => category.Name).ToImmutableArray();
        var unused = _parts.Where(other => other != training && other != evaluated).ToArray();
        return new(
            training.Place, learnt, evaluated?.Place, evaluated?.Read(rules, false).InClasses(names),
            unused.Length == 0 ? Notes : Notes.Add($"not used: {string.Join(", ", unused.Select(other => other.Place))}"));
    }

    /// <summary>Reads the pictures to evaluate on, with the classes of a detector: the test part, else the validation part, else all.</summary>
    /// <exception cref="DetectionException">The part cannot be read, too much of it is unsound, or it has none of the classes.</exception>
    public Reading<DetectionDataSet> ReadToEvaluate(ImmutableArray<string> classes, ReadingRules rules) =>
        (Evaluation ?? Part(PartRole.Training) ?? _parts[0]).Read(rules, true).InClasses(classes);

    /// <summary>Reads the only part, or the one to evaluate on, with boxes cut to their pictures.</summary>
    /// <exception cref="DetectionException">The part cannot be read, or too much of it is unsound.</exception>
    public Reading<DetectionDataSet> ReadToLearn(ReadingRules rules) => (Evaluation ?? Part(PartRole.Training) ?? _parts[0]).Read(rules, false);

    private static ImmutableArray<AnnotatedPart> OfFile(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".yaml" or ".yml" => YoloData.Open(file) is { } yolo ? OfYolo(file, yolo) : throw new DetectionException($"{file}: names no 'train' and 'names', as a YOLO data file does"),
        ".xml" => throw new DetectionException($"{file}: is one Pascal VOC file: give the folder of them"),
        ".txt" => throw new DetectionException($"{file}: is a text file; for YOLO give its data.yaml, or the folder with the pictures and their text files"),
        ".zip" or ".tar" or ".gz" or ".tgz" => throw new DetectionException($"{file}: is an archive: unpack it and give the folder"),
        _ => [Coco(file, PartRole.Training)],
    };

    private static ImmutableArray<AnnotatedPart> At(string folder, bool isGiven)
    {
        if (CocoFiles(folder, isGiven) is { IsEmpty: false } coco)
            return coco;
        foreach (var file in Files(folder, ".yaml", ".yml"))
        {
            if (YoloData.Open(file) is { } yolo)
                return OfYolo(file, yolo);
        }

        if (VocFolders(folder) is { IsEmpty: false } voc)
            return voc;
        return HasYolo(folder) && YoloData.OfFolder(folder) is { } texts ? OfYolo(folder, texts) : [];
    }

    // Next to the pictures or in labels; the pictures are searched only then.
    private static bool HasYolo(string folder) =>
        Directory.Exists(PictureFolders.Sub(folder, "labels")) || Directory.Exists(PictureFolders.Sub(folder, "images"))
        || Files(folder, ".txt").Any(text => PictureFiles.Extensions.Any(extension => File.Exists(Path.ChangeExtension(text, extension))))
        || Folders(folder).Any(part => FolderParts.RoleOf(Path.GetFileName(part)) is not null && Directory.Exists(PictureFolders.Sub(part, "labels")));

    // There may be other JSON files. If the given folder has only one, it is read as annotations, so that the error names what is wrong with it.
    private static ImmutableArray<AnnotatedPart> CocoFiles(string folder, bool isGiven)
    {
        string[] all = [.. Files(folder, ".json"), .. Files(PictureFolders.Sub(folder, "annotations"), ".json")];
        string[] files = [.. all.Where(file => IsPlain(file) || LooksLikeCoco(file))];
        var parts = files.Where(file => FolderParts.RoleOf(Path.GetFileNameWithoutExtension(file)) is not null)
            .Select(file => (Role: FolderParts.RoleOf(Path.GetFileNameWithoutExtension(file))!.Value, File: file))
            .Concat(Folders(folder).Where(part => FolderParts.RoleOf(Path.GetFileName(part)) is not null)
                .SelectMany(part => Files(part, ".json").Where(LooksLikeCoco).Select(file => (Role: FolderParts.RoleOf(Path.GetFileName(part))!.Value, File: file))))
            .GroupBy(part => part.Role, part => part.File)
            .Select(part => Coco(Only(part, folder), part.Key)).OrderBy(part => part.Role).ToImmutableArray();
        if (!parts.IsEmpty)
            return parts;
        if (files.Length == 0 && isGiven && all.Length == 1)
            files = all;
        return files.Length switch
        {
            0 => [],
            1 => [Coco(files[0], PartRole.Training)],
            _ => throw new DetectionException($"{folder}: {files.Length} COCO files could be meant ({string.Join(", ", files.Take(3).Select(Path.GetFileName))}): give one of them"),
        };
    }

    private static bool IsPlain(string file) => Path.GetFileName(file).ToLowerInvariant() is "train.json" or "test.json" or "val.json";

    // COCO's own downloads have instances, captions and keypoints of the same pictures.
    private static string Only(IEnumerable<string> files, string folder)
    {
        string[] all = [.. files];
        if (all.Length == 1)
            return all[0];
        foreach (var start in new[] { "instances", "_annotations", "train.", "test.", "val." })
        {
            if (all.Where(file => Path.GetFileName(file).StartsWith(start, StringComparison.OrdinalIgnoreCase)).ToArray() is [var named])
                return named;
        }

        throw new DetectionException($"{folder}: several files could be the annotations of one part ({string.Join(", ", all.Take(3).Select(Path.GetFileName))}): give one of them");
    }

    private static bool LooksLikeCoco(string file)
    {
        var head = new byte[1 << 16];
        using var stream = File.OpenRead(file);
        var text = Encoding.UTF8.GetString(head, 0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        return CocoList().IsMatch(text);
    }

    private static ImmutableArray<AnnotatedPart> VocFolders(string folder)
    {
        foreach (var place in new[] { folder, PictureFolders.Sub(folder, "Annotations"), PictureFolders.Sub(folder, "xmls"), PictureFolders.Sub(folder, "labels") })
        {
            if (Files(place, ".xml").Length > 0)
                return VocParts(folder, place);
        }

        return [.. Folders(folder).Where(part => FolderParts.RoleOf(Path.GetFileName(part)) is not null).Select(part =>
            new[] { part, PictureFolders.Sub(part, "Annotations") }.FirstOrDefault(place => Files(place, ".xml").Length > 0) is { } place
                ? Voc(place, Files(place, ".xml"), FolderParts.RoleOf(Path.GetFileName(part))!.Value) : null).OfType<AnnotatedPart>().OrderBy(part => part.Role)];
    }

    // VOC's lists of the pictures of each part.
    private static ImmutableArray<AnnotatedPart> VocParts(string folder, string annotations)
    {
        var files = Files(annotations, ".xml");
        var lists = Path.Combine(folder, "ImageSets", "Main");
        string[] train = [Path.Combine(lists, "trainval.txt"), Path.Combine(lists, "train.txt")];
        var evaluation = new (string Name, PartRole Role)[] { ("test.txt", PartRole.Test), ("val.txt", PartRole.Validation) }.Where(part => File.Exists(Path.Combine(lists, part.Name))).ToArray();
        if (evaluation.Length == 0 || !train.Any(File.Exists))
            return [Voc(annotations, files, PartRole.Training)];
        var learning = evaluation[0].Role == PartRole.Test && File.Exists(train[0]) || !File.Exists(train[1]) ? train[0] : train[1];
        return [Voc(annotations, Listed(learning), PartRole.Training), Voc(annotations, Listed(Path.Combine(lists, evaluation[0].Name)), evaluation[0].Role)];

        string[] Listed(string list)
        {
            var names = File.ReadLines(list).Take(10_000_000).Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);
            return [.. files.Where(file => names.Contains(Path.GetFileNameWithoutExtension(file)))];
        }
    }

    private static ImmutableArray<AnnotatedPart> OfYolo(string place, YoloData yolo) =>
        [.. yolo.Parts.OrderBy(part => part.Key).Select(part => new AnnotatedPart(place, "YOLO", part.Key, (rules, _) => YoloReader.Read(place, part.Value, yolo.Names, rules)))];

    private static AnnotatedPart Coco(string file, PartRole role) =>
        new(file, "COCO", role, (rules, truth) => truth ? CocoReader.ReadTruth(file, rules) : CocoReader.Read(file, rules));

    private static AnnotatedPart Voc(string folder, string[] files, PartRole role) => new(folder, "Pascal VOC", role, (rules, _) => VocReader.Read(folder, files, default, rules));

    [GeneratedRegex("\"(images|annotations|categories)\"\\s*:\\s*\\[")]
    private static partial Regex CocoList();

    private AnnotatedPart? Part(PartRole role) => _parts.FirstOrDefault(part => part.Role == role);

    private static string[] Files(string folder, params string[] extensions) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder).Where(file => !Path.GetFileName(file).StartsWith('.') && extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)]
        : [];

    private static IEnumerable<string> Folders(string folder) => Directory.EnumerateDirectories(folder)
        .Where(path => Path.GetFileName(path) is var name && !name.StartsWith('.') && !name.Equals("__MACOSX", StringComparison.OrdinalIgnoreCase) && !name.Equals("@eaDir", StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);
}

/// <summary>Annotated pictures to learn from and, perhaps, to evaluate on at the very end.</summary>
/// <param name="TrainingPlace">Where the first are from.</param>
/// <param name="Training">To learn from.</param>
/// <param name="TestPlace">Where the others are from; null when there are none.</param>
/// <param name="Test">To evaluate on; null when there are none.</param>
/// <param name="Notes">What was chosen, one line each.</param>
public sealed record AnnotatedSets(string TrainingPlace, Reading<DetectionDataSet> Training, string? TestPlace, Reading<DetectionDataSet>? Test, ImmutableArray<string> Notes);
