using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Images;
using ISyNet.Images.Folders;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ISyNet.Detection.Annotations;

/// <summary>A YOLO data set: the pictures of its parts, and its classes.</summary>
/// <param name="Parts">The pictures of each part.</param>
/// <param name="Names">The classes; empty if they have no names.</param>
internal sealed record YoloData(ImmutableDictionary<PartRole, ImmutableArray<string>> Parts, ImmutableArray<string> Names)
{
    private const long MaxFileBytes = 1 << 22;
    private static readonly ImmutableArray<string> NameFiles = ["classes.txt", "labels/classes.txt", "obj.names", "train/_darknet.labels", "_darknet.labels"];

    /// <summary>The data set of a file such as <c>data.yaml</c>; null if it names neither classes nor pictures.</summary>
    /// <exception cref="DetectionException">The file is not YAML, or its pictures do not exist.</exception>
    public static YoloData? Open(string file)
    {
        if (Mapping(file) is not { } root || !root.Children.ContainsKey("names") || !root.Children.ContainsKey("train"))
            return null;
        var own = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var given = root.Children.TryGetValue("path", out var path) && path is YamlScalarNode { Value: { Length: > 0 } text } ? Path.GetFullPath(Path.Combine(own, text)) : own;
        string[] bases = [given, own];
        var parts = ImmutableDictionary.CreateBuilder<PartRole, ImmutableArray<string>>();
        foreach (var (key, role) in new[] { ("train", PartRole.Training), ("val", PartRole.Validation), ("valid", PartRole.Validation), ("test", PartRole.Test) })
        {
            if (root.Children.TryGetValue(key, out var value) && Places(value).SelectMany(place => Pictures(place, bases, key == "train" ? file : null)).ToImmutableArray() is { IsEmpty: false } pictures)
                parts[role] = pictures;
        }

        return parts.ContainsKey(PartRole.Training)
            ? new(parts.ToImmutable(), NamesOf(root.Children["names"], file))
            : throw new DetectionException($"{file}: its part 'train' has no picture; looked in {string.Join(", ", bases.Distinct())}");
    }

    /// <summary>A folder of pictures with their text files; null if no picture has one.</summary>
    public static YoloData? OfFolder(string folder)
    {
        ImmutableArray<string> all = [.. PictureFiles.Find(folder).Files];
        if (!all.Take(200).Any(picture => YoloReader.TextOf(picture) is not null))
            return null;
        var parts = all.GroupBy(picture => Path.GetRelativePath(folder, picture).Split(Path.DirectorySeparatorChar)[..^1].Select(FolderParts.RoleOf).FirstOrDefault(role => role is not null) ?? PartRole.Training)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray());
        var list = NameFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        ImmutableArray<string> names = list is null ? [] : [.. File.ReadLines(list).Take(100_000).Select(ClassNames.Clean).Where(name => name.Length > 0)];
        return parts.ContainsKey(PartRole.Training) ? new(parts, names) : null;
    }

    private static YamlMappingNode? Mapping(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaxFileBytes)
                return null;
            using var reader = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents.Count > 0 ? yaml.Documents[0].RootNode as YamlMappingNode : null;
        }
        catch (YamlException error)
        {
            throw new DetectionException($"{file}: is not YAML: line {error.Start.Line}: {error.Message.ReplaceLineEndings(" ")}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DetectionException($"{file}: {error.Message}", error);
        }
    }

    private static IEnumerable<string> Places(YamlNode node) => node switch
    {
        YamlScalarNode { Value: { Length: > 0 } text } => [text],
        YamlSequenceNode list => list.Children.OfType<YamlScalarNode>().Select(item => item.Value ?? "").Where(text => text.Length > 0),
        _ => [],
    };

    // Roboflow writes ../train/images for a folder next to the file.
    private static IEnumerable<string> Pictures(string place, string[] bases, string? needed)
    {
        var path = place.Replace('\\', '/');
        var inner = path;
        while (inner.StartsWith("../", StringComparison.Ordinal) || inner.StartsWith("./", StringComparison.Ordinal))
            inner = inner[(inner.IndexOf('/', StringComparison.Ordinal) + 1)..];
        string[] tried = [.. bases.SelectMany(folder => new[] { Path.GetFullPath(Path.Combine(folder, path)), Path.GetFullPath(Path.Combine(folder, inner)) }).Distinct(StringComparer.Ordinal)];
        if (tried.FirstOrDefault(Directory.Exists) is { } folder)
            return PictureFiles.Find(folder).Files;
        if (tried.FirstOrDefault(File.Exists) is { } list)
        {
            return File.ReadLines(list).Take(10_000_000).Select(line => line.Trim().Replace('\\', '/')).Where(line => line.Length > 0)
                .Select(line => bases.Append(Path.GetDirectoryName(list)!).Select(at => Path.GetFullPath(Path.Combine(at, line))).FirstOrDefault(File.Exists)).OfType<string>().Order(StringComparer.Ordinal);
        }

        return needed is null ? [] : throw new DetectionException($"{needed}: the pictures of its part 'train' do not exist; looked in {string.Join(", ", tried)}");
    }

    private static ImmutableArray<string> NamesOf(YamlNode node, string file)
    {
        if (node is YamlSequenceNode list)
            return [.. list.Children.OfType<YamlScalarNode>().Select(name => ClassNames.Clean(name.Value ?? ""))];
        var names = new SortedDictionary<int, string>();
        foreach (var (key, value) in (node as YamlMappingNode ?? new YamlMappingNode()).Children)
        {
            if (key is YamlScalarNode { Value: { } number } && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < 100_000)
                names[place] = ClassNames.Clean((value as YamlScalarNode)?.Value ?? "");
        }

        return names.Count == 0
            ? throw new DetectionException($"{file}: 'names' is neither a list of names nor numbers with names")
            : [.. Enumerable.Range(0, names.Keys.Last() + 1).Select(place => names.GetValueOrDefault(place) is { Length: > 0 } name ? name : place.ToString(CultureInfo.InvariantCulture))];
    }
}
