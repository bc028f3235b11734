namespace ISyNet.Application.Profiling;

/// <summary>
/// The part of a page that a command writes, between <c>&lt;!-- calibration --&gt;</c> and <c>&lt;!-- /calibration --&gt;</c>; the rest is a person's.
/// </summary>
internal static class MarkedSection
{
    private const string Open = "<!-- calibration -->", Close = "<!-- /calibration -->";

    /// <summary>Whether writing would lose what somebody wrote: the file is there and has no such part.</summary>
    public static bool WouldOverwrite(string path) => File.Exists(path) && Find(File.ReadAllText(path)) is null;

    /// <summary>Replaces the part, or writes a new file that is only it.</summary>
    public static void Write(string path, string markdown)
    {
        var page = File.Exists(path) ? File.ReadAllText(path) : "";
        var (before, after) = Find(page) is var (start, end) ? (page[..start], page[end..]) : ("", "\n");
        AtomicFile.WriteText(path, $"{before}{Open}\n{markdown}{Close}{after}");
    }

    private static (int Start, int End)? Find(string page)
    {
        var start = page.IndexOf(Open, StringComparison.Ordinal);
        var end = start < 0 ? -1 : page.IndexOf(Close, start, StringComparison.Ordinal);
        return end < 0 ? null : (start, end + Close.Length);
    }
}
