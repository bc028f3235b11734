namespace ISyNet.Reports;

/// <summary>Writes a whole file or none of it.</summary>
internal static class ReportFile
{
    /// <summary>Writes beside the target under a temporary name, then renames, so that a reader never sees half a file.</summary>
    /// <exception cref="ReportException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new ReportException($"{path}: cannot be written ({error.Message}); choose another folder or free some space", error);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }
}
