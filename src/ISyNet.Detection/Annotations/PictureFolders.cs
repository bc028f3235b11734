using System.Text.RegularExpressions;

namespace ISyNet.Detection.Annotations;

/// <summary>A folder in which pictures may be.</summary>
/// <param name="Path">The folder.</param>
/// <param name="IsDeep">Whether it is there for pictures, so that the folders in it are searched too.</param>
internal readonly record struct PictureFolder(string Path, bool IsDeep);

/// <summary>Where tools put the pictures of an annotation file, likeliest first.</summary>
internal static partial class PictureFolders
{
    /// <summary>
    /// For <c>annotations/instances_train2017.json</c>: <c>train2017</c> and <c>images/train2017</c> in its folder and the one above, the
    /// same with <c>train</c>, then <c>images</c> and the folders themselves.
    /// </summary>
    public static IEnumerable<PictureFolder> Find(string file)
    {
        var own = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string[] bases = Path.GetDirectoryName(own) is { } above ? [own, above] : [own];
        var stem = Path.GetFileNameWithoutExtension(file);
        string[] parts = [.. new[] { stem.Split('_')[^1], Letters().Match(stem.Split('_')[^1]).Value, stem }.Where(part => part.Length > 0).Distinct(StringComparer.Ordinal)];
        foreach (var part in parts)
        {
            foreach (var folder in bases)
            {
                yield return new(Sub(Sub(folder, "images"), part), true);
                yield return new(Sub(Sub(folder, part), "images"), true);
                yield return new(Sub(folder, part), true);
            }
        }

        foreach (var folder in bases)
        {
            yield return new(Sub(folder, "images"), true);
            yield return new(Sub(folder, "JPEGImages"), true);
            yield return new(folder, false);
        }
    }

    /// <summary>A folder in a folder, by its name in any case.</summary>
    public static string Sub(string folder, string name)
    {
        var exact = Path.Combine(folder, name);
        if (Directory.Exists(exact) || !Directory.Exists(folder))
            return exact;
        return Directory.EnumerateDirectories(folder).Where(path => Path.GetFileName(path).Equals(name, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).FirstOrDefault(exact);
    }

    [GeneratedRegex("^[A-Za-z]+")]
    private static partial Regex Letters();
}
