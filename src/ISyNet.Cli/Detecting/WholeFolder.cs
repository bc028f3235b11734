using ISyNet.Graph;

namespace ISyNet.Cli.Detecting;

/// <summary>Fills a folder whole or not at all: under a temporary name beside it, then renamed.</summary>
internal static class WholeFolder
{
    /// <param name="folder">The folder; not there yet, or empty.</param>
    /// <param name="fill">Fills the folder whose name it is given; if it throws, nothing is left.</param>
    /// <exception cref="GraphException">The folder cannot be made; the message names it.</exception>
    public static T Make<T>(string folder, Func<string, T> fill)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var temporary = $"{target}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(temporary);
            var result = fill(temporary);
            if (Directory.Exists(target))
                Directory.Delete(target);
            Directory.Move(temporary, target);
            return result;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GraphException($"{folder}: cannot be written: {error.Message}", error);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }
}
