using System.Collections.Immutable;

namespace ISyNet.Images.Folders;

/// <summary>Pictures by class, before they are read.</summary>
/// <param name="Classes">The classes in order, each with its pictures.</param>
internal sealed record ClassifiedFiles(ImmutableArray<(string Name, ImmutableArray<string> Files)> Classes)
{
    public ImmutableArray<string> Names => [.. Classes.Select(c => c.Name)];

    public int Count => Classes.Sum(c => c.Files.Length);

    /// <summary>Pictures and labels in the order of the classes.</summary>
    public LabelledFiles Labelled(string place, string name) => new(
        place, name, Names, [.. Classes.SelectMany(c => c.Files)], [.. Classes.SelectMany((c, label) => Enumerable.Repeat(label, c.Files.Length))]);

    /// <summary>The pictures of the given classes, in their order, by name; pictures of other classes are skipped.</summary>
    public ClassifiedFiles For(ImmutableArray<string> names, string part, PassedOver passedOver)
    {
        var places = ClassNames.Match(Names, names);
        var files = names.Select(_ => ImmutableArray.CreateBuilder<string>()).ToArray();
        foreach (var ((name, own), place) in Classes.Zip(places))
        {
            if (place >= 0)
                files[place].AddRange(own);
            else
                passedOver.Add($"pictures in {part} of classes that the training part does not have", name, own.Length);
        }

        return new([.. names.Zip(files, (name, own) => (name, own.ToImmutable()))]);
    }
}

/// <summary>
/// A folder with one folder of pictures per class, like ImageNet: a folder is a class if it contains a picture at any depth. Classes are
/// in ordinal order of their names.
/// </summary>
internal static class ClassFolders
{
    /// <summary>Tiny-ImageNet's list of the classes of validation pictures: file, class, and a box.</summary>
    private const string PictureClasses = "val_annotations.txt";

    /// <summary>Whether a folder has at least <paramref name="least"/> class folders and no pictures of its own.</summary>
    public static bool Holds(string folder, int least)
    {
        var entries = PictureFiles.Entries(folder);
        return !entries.Any(entry => !entry.IsFolder && PictureFiles.IsPicture(entry.Name))
            && entries.Where(entry => entry.IsFolder && !PictureFiles.IsForeign(entry.Name) && PictureFiles.Any(Path.Combine(folder, entry.Name))).Take(least).Count() == least;
    }

    /// <summary>Whether a list next to the pictures gives their classes.</summary>
    public static bool IsListed(string folder) => File.Exists(Path.Combine(folder, PictureClasses));

    /// <summary>The classes of a folder with their pictures.</summary>
    public static ClassifiedFiles Find(string folder, PassedOver passedOver)
    {
        if (IsListed(folder))
            return Listed(folder, passedOver);
        var classes = new SortedDictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var entry in PictureFiles.Entries(folder))
        {
            if (PictureFiles.IsForeign(entry.Name))
                passedOver.Add("hidden or system files and folders", entry.Name);
            else if (entry.IsFolder)
                Add(entry.Name);
            else if (PictureFiles.IsPicture(entry.Name))
                passedOver.Add("pictures outside of the class folders", entry.Name);
        }

        return new([.. classes.Select(c => (c.Key, c.Value))]);

        void Add(string name)
        {
            var path = Path.Combine(folder, name);
            ImmutableArray<string> files = [.. PictureFiles.Find(path, passedOver)];
            if (files.IsEmpty)
            {
                passedOver.Add("folders without a picture that can be read", name);
                return;
            }

            // Two spellings of one name are one class.
            var clean = ClassNames.Clean(name);
            classes[clean] = classes.TryGetValue(clean, out var before) ? before.AddRange(files) : files;
        }
    }

    private static ClassifiedFiles Listed(string folder, PassedOver passedOver)
    {
        var list = Path.Combine(folder, PictureClasses);
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in TextLines.Read(list))
        {
            var fields = line.Split('\t', StringSplitOptions.TrimEntries);
            if (fields.Length >= 2 && fields[0].Length > 0 && fields[1].Length > 0)
                named[fields[0]] = ClassNames.Clean(fields[1]);
        }

        var classes = new SortedDictionary<string, ImmutableArray<string>.Builder>(StringComparer.Ordinal);
        foreach (var file in PictureFiles.Find(folder, passedOver))
        {
            if (!named.Remove(Path.GetFileName(file), out var name))
            {
                passedOver.Add($"pictures that {PictureClasses} does not name", Path.GetFileName(file));
                continue;
            }

            if (!classes.TryGetValue(name, out var files))
                classes[name] = files = ImmutableArray.CreateBuilder<string>();
            files.Add(file);
        }

        foreach (var file in named.Keys)
            passedOver.Add($"lines of {PictureClasses} without their picture", file);
        return new([.. classes.Select(c => (c.Key, c.Value.ToImmutable()))]);
    }
}
