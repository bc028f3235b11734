namespace ISyNet.Core;

/// <summary>Text for the single line of an error that a user sees.</summary>
public static class ErrorText
{
    private const int Longest = 600;

    /// <summary>A message that may quote an untrusted file: one line, at most 600 characters, without control characters.</summary>
    public static string OneLine(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var printable = new string([.. message.Take(Longest * 2).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]);
        var line = string.Join(' ', printable.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : $"{line[..Longest]}…";
    }
}
