namespace ISyNet.Core;

/// <summary>Writes files atomically: to a temporary name in the same folder, which is then renamed over the target.</summary>
public static class AtomicFile
{
    // These paths are devices or pipes of the shell, not files: a rename would replace them.
    private const string Devices = "/dev/";

    /// <summary>Writes a file through a stream. Missing folders are created.</summary>
    /// <param name="path">The file, replaced if it exists. If it is a link, the file behind it is replaced. Devices and pipes under <c>/dev</c> are written to directly.</param>
    /// <param name="write">Writes the content; if it throws, the old file stays as it was.</param>
    /// <exception cref="ISyNetException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            var target = TargetOf(path);
            if (target.StartsWith(Devices, StringComparison.Ordinal))
                WriteThrough(target, write);
            else
                Replace(target, write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ISyNetException($"{path}: cannot be written: {Reason(error, path)}", error);
        }
    }

    /// <summary>Why, in words that do not name the temporary file.</summary>
    private static string Reason(Exception error, string path)
    {
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        return error switch
        {
            _ when Directory.Exists(path) => "it is a folder: give the name of a file",
            _ when File.Exists(folder) => $"{folder} is a file, not a folder",
            UnauthorizedAccessException => $"no permission to write in {folder}",
            FileNotFoundException or DirectoryNotFoundException => $"{folder} takes no new files",
            _ => error.Message.Split(" : '")[0],
        };
    }

    private static string TargetOf(string path)
    {
        var full = Path.GetFullPath(path);
        return !full.StartsWith(Devices, StringComparison.Ordinal) && new FileInfo(full) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
    }

    private static void Replace(string target, Action<Stream> write)
    {
        var temporary = $"{target}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
                write(stream);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            // Deleting what is not there is no error, but in a folder that is not there it is one.
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    private static void WriteThrough(string target, Action<Stream> write)
    {
        using var content = new MemoryStream();
        write(content);
        using var stream = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        content.WriteTo(stream);
    }

    /// <summary>Writes a text file in UTF-8.</summary>
    /// <exception cref="ISyNetException">The file cannot be written; the message names it.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
