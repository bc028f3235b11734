using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ISyNet.Images.Folders;

namespace ISyNet.Images.Formats;

/// <summary>
/// The four idx files of a set of the MNIST family, plain or gzip-compressed, by their usual names: <c>train-images-idx3-ubyte</c>,
/// <c>train-images.idx3-ubyte</c>, <c>emnist-letters-train-images-idx3-ubyte.gz</c>.
/// </summary>
internal sealed partial record IdxFolder(string Folder, string Prefix, ImmutableDictionary<string, string> Files)
{
    private const string FashionLabels = "657FBD221BFC9F4198CC14B5619CC33EC57C58DD0E47AF4D99D6650759E869A7";
    private static readonly ImmutableArray<string> Needed = ["train-images", "train-labels", "t10k-images", "t10k-labels"];

    /// <summary>The set of a folder; null when there is none.</summary>
    /// <exception cref="ImageException">There are several, or a file of the only one is missing.</exception>
    public static IdxFolder? Find(string folder)
    {
        IdxFolder[] sets = [.. Sets(folder)];
        IdxFolder[] whole = [.. sets.Where(set => set.Missing is null)];
        if (whole.Length > 1)
            throw new ImageException($"{folder}: holds several sets of idx files ({string.Join(", ", whole.Select(set => set.Prefix.Length > 0 ? set.Prefix : "no prefix"))}): give the training images' file of one");
        return whole.Length == 1 ? whole[0] : sets.Length > 0 ? sets[0].Whole() : null;
    }

    /// <summary>The set that a file belongs to; null if its name is not that of an idx file.</summary>
    /// <exception cref="ImageException">Another file of the set is missing.</exception>
    public static IdxFolder? FromFile(string file)
    {
        var own = Names().Match(Path.GetFileName(file));
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return own.Success ? Sets(folder).Single(set => set.Prefix == own.Groups["prefix"].Value).Whole() : null;
    }

    /// <param name="known">Names of the labels from 0 on, if the caller knows them.</param>
    public ImageData Read(ImmutableArray<string> known = default)
    {
        var title = Prefix.Length > 0 ? Prefix.TrimEnd('-', '_', '.') : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));
        var (training, test) = (Part("train"), Part("t10k"));
        if (training.Shape != test.Shape)
            throw new ImageException($"{Folder}: training images are {training.Shape}, test images {test.Shape}");
        var classes = NumberedClasses.FromLabels(Folder, training.Labels.Select(label => (int)label), known.IsDefault ? Known(training.Labels) : known);
        return new ImageData(Set(training, "training"), Set(test, "test")) { Notes = Notes() };

        ImageSet Set(IdxImages part, string name)
        {
            var images = new ImageSet($"{title} {name}", part.Shape, classes.Names, part.Pixels, [.. part.Labels.Select(label => classes.Places.GetValueOrDefault(label, 0))]);
            int[] known = [.. Enumerable.Range(0, part.Labels.Length).Where(i => classes.Places.ContainsKey(part.Labels[i]))];
            return known.Length == part.Labels.Length ? images : images.Select(known);
        }

        ImmutableArray<string> Notes()
        {
            var passedOver = new PassedOver();
            foreach (var label in test.Labels.Where(label => !classes.Places.ContainsKey(label)))
                passedOver.Add("test images of labels that the training part does not have", label.ToString(CultureInfo.InvariantCulture));
            return passedOver.Line is { } line ? [$"{Folder}: {line}"] : [];
        }
    }

    private IdxImages Part(string part) => IdxReader.ReadImages(Files[$"{part}-images"], Files[$"{part}-labels"]);

    /// <summary>Names that are known without a list: those of Fashion-MNIST, found by its labels, and those of EMNIST, from its mapping file.</summary>
    private ImmutableArray<string> Known(byte[] labels)
    {
        if (Convert.ToHexString(SHA256.HashData(labels)) == FashionLabels)
            return FashionMnist.ClassNames;
        var mapping = Path.Combine(Folder, Prefix.Replace('_', '-').TrimEnd('-') + "-mapping.txt");
        if (Prefix.Length == 0 || !System.IO.File.Exists(mapping))
            return default;
        var names = new SortedDictionary<int, string>();
        foreach (var line in TextLines.Read(mapping).Take(256))
        {
            int[] numbers = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => int.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : -1)];
            if (numbers is [>= 0, > 32 and < 127, ..])
                names[numbers[0]] = ((char)numbers[1]).ToString();
        }

        // A mapping from 1 on (letters) has no label 0: then the numbers are the names.
        return names.Count > 0 && names.Keys.First() == 0 && names.Keys.Last() == names.Count - 1 ? [.. names.Values] : default;
    }

    private string? Missing => Needed.FirstOrDefault(name => !Files.ContainsKey(name));

    private IdxFolder Whole() => Missing is not { } missing
        ? this
        : throw new ImageException($"{Folder}: idx files of the MNIST family, but {Prefix}{missing}-idx{(missing.EndsWith("images", StringComparison.Ordinal) ? 3 : 1)}-ubyte (or .gz) is missing");

    private static IEnumerable<IdxFolder> Sets(string folder)
    {
        var sets = new SortedDictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var entry in PictureFiles.Entries(folder))
        {
            var match = Names().Match(entry.Name);
            if (!match.Success || File(Path.Combine(folder, entry.Name), entry.IsFolder) is not { } file)
                continue;
            var part = match.Groups["part"].Value.StartsWith("train", StringComparison.OrdinalIgnoreCase) ? "train" : "t10k";
            if (!sets.TryGetValue(match.Groups["prefix"].Value, out var files))
                sets[match.Groups["prefix"].Value] = files = [];
            // Plain files come before their compressed ones in ordinal order.
            files.TryAdd($"{part}-{match.Groups["kind"].Value.ToLowerInvariant()}", file);
        }

        return sets.Select(set => new IdxFolder(folder, set.Key, set.Value.ToImmutableDictionary()));
    }

    // Some programs unpack x.gz into a folder x that holds the file.
    private static string? File(string path, bool isFolder)
    {
        if (!isFolder)
            return path;
        string[] inside = [.. PictureFiles.Entries(path).Where(entry => !entry.IsFolder && Names().IsMatch(entry.Name)).Select(entry => Path.Combine(path, entry.Name))];
        return inside.Length == 1 ? inside[0] : null;
    }

    [GeneratedRegex("^(?<prefix>.*?)(?<part>train|t10k|test)[-_. ]?(?<kind>images|labels)[-_. ]?(idx[134]?([-_. ]?ubyte)?|ubyte)(\\.gz)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Names();
}
