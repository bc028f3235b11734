namespace ISyNet.Cli;

/// <summary>The valid name that a mistyped one may have meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate that starts with the name, otherwise the one with the smallest edit distance, ignoring case; the first of equals. Null if even that one
    /// is not near: a third of the letters may differ, and in a name of up to three letters one that is not the first. Any other guess would mislead.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        var nearest = candidates
            .Select(candidate => (Name: candidate, Edits: Begins(candidate, name) ? 0 : Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(c => c.Edits)
            .FirstOrDefault();
        return nearest.Name is null || !IsNear(name, nearest.Name, nearest.Edits) ? null : nearest.Name;
    }

    private static bool IsNear(string name, string candidate, int edits) => edits == 0
        || (edits <= Math.Max(1, name.Length / 3) && (name.Length > 3 || char.ToUpperInvariant(name[0]) == char.ToUpperInvariant(candidate[0])));

    private static bool Begins(string candidate, string name) => name.Length > 1 && candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Levenshtein distance, in which two letters that changed places are one edit.</summary>
    private static int Distance(string a, string b)
    {
        int[] before = [], last = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last) = (last, row);
        }

        return last[b.Length];
    }
}
