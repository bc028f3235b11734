using System.Text;
using Spectre.Console;

namespace ISyNet.Cli.Terminal;

/// <summary>Text that is broken between words where a terminal ends. A pipe has no width, so nothing is broken there.</summary>
internal static class WrappedText
{
    private const int Least = 24;

    /// <summary>The lines of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The characters of a line; a longer word has one of its own.</param>
    public static List<string> Lines(string text, int width) => Lines(text, width, width);

    /// <summary>Writes <paramref name="lead"/> and the first text behind it; each further text begins a line. All further lines are indented, by the width of the lead where there is room.</summary>
    public static void Write(string lead, params ReadOnlySpan<string> texts)
    {
        var indent = lead.Length <= Width / 3 ? lead.Length : 4;
        var written = new StringBuilder(lead);
        for (var i = 0; i < texts.Length; i++)
        {
            if (i > 0)
                written.AppendLine().Append(' ', indent);
            written.AppendJoin(Environment.NewLine + new string(' ', indent), Lines(texts[i], Room(i == 0 ? lead.Length : indent), Room(indent)));
        }

        Console.WriteLine(written);
    }

    private static int Width => Console.IsOutputRedirected ? int.MaxValue : AnsiConsole.Profile.Width;

    private static int Room(int taken) => Math.Max(Least, Width - taken);

    private static List<string> Lines(string text, int first, int others)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var room = lines.Count == 1 ? first : others;
            if (lines[^1].Length == 0)
                lines[^1] = word;
            else if (lines[^1].Length + 1 + word.Length <= room)
                lines[^1] += $" {word}";
            else
                lines.Add(word);
        }

        return lines;
    }
}
