namespace ISyNet.Core;

/// <summary>Writes whole files or nothing: to a temporary name in the same folder, then renamed over the target.</summary>
public static class AtomicFile
{
    // What stands here is no file but a device, or a pipe of the shell: a rename would take its place.
    private const string Devices = "/dev/";

    /// <summary>Writes a file through a stream. Missing folders are made.</summary>
    /// <param name="path">The file, replaced if it is there; of a link, the file behind it. Devices and pipes under <c>/dev</c> are written to as they are.</param>
    /// <param name="write">Writes the content; if it throws, the old file stays as it was.</param>
    /// <exception cref="ISyNetException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = TargetOf(path);
        if (target.StartsWith(Devices, StringComparison.Ordinal))
        {
            WriteThrough(path, target, write);
            return;
        }

        var temporary = $"{target}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
                write(stream);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ISyNetException($"{path}: cannot be written: {error.Message}", error);
        }
        finally
        {
            // Deleting what is not there is no error, but in a folder that is not there it is one.
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    private static string TargetOf(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return !full.StartsWith(Devices, StringComparison.Ordinal) && new FileInfo(full) is { LinkTarget: not null } link
                ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ISyNetException($"{path}: cannot be written: {error.Message}", error);
        }
    }

    private static void WriteThrough(string path, string target, Action<Stream> write)
    {
        try
        {
            using var content = new MemoryStream();
            write(content);
            using var stream = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            content.WriteTo(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ISyNetException($"{path}: cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Writes a text file in UTF-8.</summary>
    /// <exception cref="ISyNetException">The file cannot be written; the message names it.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
