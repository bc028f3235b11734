using System.Collections.Immutable;
using System.Text;

namespace ISyNet.Images;

/// <summary>
/// Normalises class names as people and file systems write them: spaces at the ends are ignored, and a letter with an accent is one letter,
/// whatever its encoding.
/// </summary>
public static class ClassNames
{
    private const int HangulFirst = 0xAC00, HangulLead = 0x1100, HangulVowel = 0x1161, HangulTail = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    // (letter, accent) to the letter with the accent: Unicode 14.0, the pairs that its form NFC composes.
    private static readonly Dictionary<(char, char), char> Composed = Read();

    /// <summary>
    /// The name without spaces at its ends and with its accents composed (Unicode's form NFC; macOS stores file names decomposed).
    /// .NET's own <c>Normalize</c> does nothing where it runs without ICU, as here.
    /// </summary>
    public static string Clean(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        name = name.Trim().Trim('\uFEFF');
        if (Ascii.IsValid(name))
            return name;
        var clean = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (clean.Length > 0 && Compose(clean[^1], c) is { } both)
                clean[^1] = both;
            else
                clean.Append(c);
        }

        return clean.ToString();
    }

    /// <summary>
    /// For each of <paramref name="names"/> its index in <paramref name="known"/>, or -1: the same name after <see cref="Clean"/>, otherwise the
    /// only one that differs just in upper and lower case.
    /// </summary>
    public static ImmutableArray<int> Match(ImmutableArray<string> names, ImmutableArray<string> known)
    {
        ImmutableArray<string> clean = [.. known.Select(Clean)];
        return [.. names.Select(name => Place(Clean(name)))];

        int Place(string name)
        {
            if (clean.IndexOf(name) is var same and >= 0)
                return same;
            int[] similar = [.. Enumerable.Range(0, clean.Length).Where(i => clean[i].Equals(name, StringComparison.OrdinalIgnoreCase)).Take(2)];
            return similar.Length == 1 ? similar[0] : -1;
        }
    }

    private static char? Compose(char first, char second)
    {
        if (Composed.TryGetValue((first, second), out var both))
            return both;
        var (lead, vowel, tail, syllable) = (first - HangulLead, second - HangulVowel, second - HangulTail, first - HangulFirst);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
            return (char)(HangulFirst + (((lead * Vowels) + vowel) * Tails));
        return syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails ? (char)(first + tail) : null;
    }

    private static Dictionary<(char, char), char> Read()
    {
        using var stream = typeof(ClassNames).Assembly.GetManifestResourceStream("composed-letters.txt")!;
        using var reader = new StreamReader(stream);
        var composed = new Dictionary<(char, char), char>();
        while (reader.ReadLine() is { Length: > 5 } line)
        {
            var accent = (char)Convert.ToInt32(line[..4], 16);
            for (var i = 5; i + 1 < line.Length; i += 2)
                composed[(line[i], accent)] = line[i + 1];
        }

        return composed;
    }
}
