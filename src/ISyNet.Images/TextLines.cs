namespace ISyNet.Images;

/// <summary>The lines of an untrusted text file, bounded in number and length.</summary>
internal static class TextLines
{
    private const int MaxLines = 20_000_000;
    private const long MaxBytes = 1L << 31;

    /// <exception cref="ImageException">The file cannot be read or is too long.</exception>
    public static IEnumerable<string> Read(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > MaxBytes } large)
            throw new ImageException($"{path}: has {large.Length} bytes, more than the {MaxBytes} that a list may have");
        using var lines = Open(path);
        for (var number = 1; Next(lines, path) is { } line; number++)
        {
            if (number > MaxLines)
                throw new ImageException($"{path}: line {number}: a list has at most {MaxLines} lines");
            yield return line;
        }
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path}: {error.Message}", error);
        }
    }

    private static string? Next(StreamReader lines, string path)
    {
        try
        {
            return lines.ReadLine();
        }
        catch (Exception error) when (error is IOException or OutOfMemoryException)
        {
            throw new ImageException($"{path}: {error.Message}", error);
        }
    }
}
