namespace ISyNet.Application.Detection;

/// <summary>
/// Fills a folder whole or not at all: under a temporary name beside it, then renamed. In a folder that is not empty, what has
/// the same names is replaced and the rest stays.
/// </summary>
internal static class WholeFolder
{
    /// <param name="folder">The folder.</param>
    /// <param name="fill">Fills the folder whose name it is given; if it throws, nothing is left.</param>
    /// <exception cref="ISyNetException">The folder cannot be made; the message names it.</exception>
    public static T Make<T>(string folder, Func<string, T> fill)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var temporary = $"{target}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(temporary);
            var result = fill(temporary);
            if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            {
                foreach (var entry in Directory.EnumerateFileSystemEntries(temporary))
                    Replace(entry, Path.Combine(target, Path.GetFileName(entry)));
            }
            else
            {
                if (Directory.Exists(target))
                    Directory.Delete(target);
                Directory.Move(temporary, target);
            }

            return result;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ISyNetException($"{folder}: cannot be written: {error.Message}", error);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Replace(string entry, string target)
    {
        if (File.Exists(entry))
        {
            File.Move(entry, target, overwrite: true);
            return;
        }

        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.Move(entry, target);
    }
}
