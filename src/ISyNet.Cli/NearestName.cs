namespace ISyNet.Cli;

/// <summary>The valid name that a mistyped one may have meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate that starts with the name, otherwise the one with the smallest edit distance, ignoring case; the first of equals. Null if even that one
    /// would need more than two edits and a change of more than half of the name: such a guess would mislead.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        var nearest = candidates
            .Select(candidate => (Name: candidate, Edits: Begins(candidate, name) ? 0 : Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(c => c.Edits)
            .FirstOrDefault();
        return nearest.Name is null || nearest.Edits > Math.Max(2, name.Length / 2) ? null : nearest.Name;
    }

    private static bool Begins(string candidate, string name) => name.Length > 1 && candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
