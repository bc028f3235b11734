using System.Collections.Immutable;
using System.Globalization;

namespace ISyNet.Images.Formats;

/// <summary>Names of classes whose labels are numbers.</summary>
internal static class NumberedClasses
{
    public const string FileName = "classes.txt";

    private const int MaxLineLength = 1000;

    /// <summary>The names in <c>classes.txt</c> (one a line) of a folder; without that file, the numbers.</summary>
    /// <exception cref="ImageException">The file names fewer classes than there are.</exception>
    public static ImmutableArray<string> Named(string folder, int count)
    {
        var list = Path.Combine(folder, FileName);
        if (!File.Exists(list))
            return [.. Enumerable.Range(0, count).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        try
        {
            ImmutableArray<string> names = [.. File.ReadLines(list).Select(line => line.Trim()).Where(line => line.Length is > 0 and <= MaxLineLength).Take(1_000_000)];
            return names.Length >= count ? names : throw new ImageException($"{list}: names {names.Length} classes, one a line, but labels go up to {count - 1}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{list}: {error.Message}", error);
        }
    }
}
