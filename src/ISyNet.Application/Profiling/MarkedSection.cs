namespace ISyNet.Application.Profiling;

/// <summary>
/// The part of a page that a command writes, between <c>&lt;!-- NAME --&gt;</c> and <c>&lt;!-- /NAME --&gt;</c>. The rest is written by hand.
/// </summary>
internal static class MarkedSection
{
    /// <summary>The part of calibrations and builds.</summary>
    public const string Calibration = "calibration";

    /// <summary>Whether writing would overwrite a page written by hand: the file exists and has no such part.</summary>
    public static bool WouldOverwrite(string path, string part = Calibration) => File.Exists(path) && Find(File.ReadAllText(path), part) is null;

    /// <summary>Replaces the part, or writes a new file with only this part.</summary>
    public static void Write(string path, string markdown, string part = Calibration)
    {
        var page = File.Exists(path) ? File.ReadAllText(path) : "";
        var (before, after) = Find(page, part) is var (start, end) ? (page[..start], page[end..]) : ("", "\n");
        AtomicFile.WriteText(path, $"{before}{Open(part)}\n{markdown}{Close(part)}{after}");
    }

    private static string Open(string part) => $"<!-- {part} -->";

    private static string Close(string part) => $"<!-- /{part} -->";

    private static (int Start, int End)? Find(string page, string part)
    {
        var start = page.IndexOf(Open(part), StringComparison.Ordinal);
        var end = start < 0 ? -1 : page.IndexOf(Close(part), start, StringComparison.Ordinal);
        return end < 0 ? null : (start, end + Close(part).Length);
    }
}
