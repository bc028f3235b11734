using System.Collections.Immutable;
using ISyNet.Images.Decoding;

namespace ISyNet.Images.Folders;

/// <summary>Folders of pictures by class, with a training and a test part or without parts.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Training">The folder of the training pictures; the folder itself if it has no parts.</param>
/// <param name="Judged">The parts that can serve as test part, best first.</param>
internal sealed record PictureParts(string Folder, string Training, ImmutableArray<string> Judged)
{
    /// <summary>The parts of a folder; null if it has neither parts nor two class folders.</summary>
    /// <exception cref="ImageException">Two folders could be the same part.</exception>
    public static PictureParts? Find(string folder)
    {
        var parts = FolderParts.Find(folder, path => PartFolder(path) is not null);
        ImmutableArray<string> judged =
            [.. new[] { PartRole.Test, PartRole.Validation }.Where(parts.ContainsKey).Select(role => PartFolder(parts[role])!)];
        if (parts.TryGetValue(PartRole.Training, out var training))
            return new(folder, PartFolder(training)!, judged);
        if (!judged.IsEmpty)
            return new(folder, judged[0], []);
        return ClassFolders.Holds(folder, 2) && !Folders(folder).Any(HoldsParts) ? new(folder, folder, []) : null;
    }

    /// <summary>Reads the pictures; classes are those of the training part.</summary>
    public ImageData Read(PictureReading reading, CancellationToken cancellation)
    {
        var passedOver = new PassedOver();
        var learnt = ClassFolders.Find(Training, passedOver);
        if (learnt.Classes.Length < 2)
            throw new ImageException($"{Training}: has pictures of {learnt.Classes.Length} class ({string.Join(", ", learnt.Names)}); two or more are needed");
        PassOverOthers(passedOver);
        var judged = Choose(learnt, passedOver);
        var training = learnt.Labelled(Training, Training == Folder ? Title(Folder) : $"{Title(Folder)} training").Read(reading, cancellation);
        ImageData data;
        if (judged is { } part)
        {
            var test = part.Files.Labelled(part.Folder, $"{Title(Folder)} {Title(part.Folder)}").Read(reading, cancellation);
            data = new ImageData(training.Images, test.Images) { Skipped = [.. training.Skipped, .. test.Skipped] };
        }
        else
            data = training.Divide(reading);
        return passedOver.Line is { } line ? data with { Notes = [.. data.Notes, $"{Folder}: {line}"] } : data;
    }

    // The first part that shows a class of the training part: test pictures without labels are common.
    private (string Folder, ClassifiedFiles Files)? Choose(ClassifiedFiles learnt, PassedOver passedOver)
    {
        (string Folder, ClassifiedFiles Files)? chosen = null;
        foreach (var folder in Judged)
        {
            var own = new PassedOver();
            var found = ClassFolders.Find(folder, chosen is null ? own : new PassedOver());
            if (chosen is null && ClassNames.Match(found.Names, learnt.Names).Any(place => place >= 0))
                chosen = (folder, found.For(learnt.Names, Title(folder), passedOver.Add(own)));
            else
                passedOver.Add("pictures of a part that is not used", Title(folder), found.Count);
        }

        if (chosen is null && !Judged.IsEmpty)
            throw new ImageException($"{Judged[0]}: has no picture of a class that {Training} has ({string.Join(", ", learnt.Names.Take(5))})");
        return chosen;
    }

    private void PassOverOthers(PassedOver passedOver)
    {
        if (Training == Folder)
            return;
        foreach (var entry in PictureFiles.Entries(Folder))
        {
            var path = Path.Combine(Folder, entry.Name);
            var isUsed = Judged.Add(Training).Any(part => part == path || part.StartsWith(path + Path.DirectorySeparatorChar, StringComparison.Ordinal));
            if (entry.IsFolder && !isUsed && !PictureFiles.IsForeign(entry.Name) && PictureFiles.Any(path))
                passedOver.Add("folders next to the parts", entry.Name);
        }
    }

    // Then it is a data set of its own and no class.
    private static bool HoldsParts(string folder)
    {
        PartRole?[] roles = [.. Folders(folder).Select(path => FolderParts.RoleOf(Path.GetFileName(path)))];
        return roles.Contains(PartRole.Training) && (roles.Contains(PartRole.Test) || roles.Contains(PartRole.Validation));
    }

    private static IEnumerable<string> Folders(string folder) =>
        PictureFiles.Entries(folder).Where(entry => entry.IsFolder && !PictureFiles.IsForeign(entry.Name)).Select(entry => Path.Combine(folder, entry.Name));

    // A part may be wrapped once more: seg_train/seg_train/CLASS.
    private static string? PartFolder(string path)
    {
        if (ClassFolders.IsListed(path))
            return path;
        if (!ClassFolders.Holds(path, 1))
            return null;
        string[] folders = [.. Folders(path).Where(PictureFiles.Any).Take(2)];
        return folders.Length == 1 && ClassFolders.Holds(folders[0], 2) ? folders[0] : path;
    }

    private static string Title(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
