namespace ISyNet.Images.Folders;

/// <summary>What a search through folders skipped: the number of each kind, with the first few names. Not thread-safe.</summary>
internal sealed class PassedOver
{
    private const int Named = 3;
    private const int MaxNameLength = 60;
    private readonly OrderedDictionary<string, Kind> _kinds = [];

    /// <summary>Counts one entry.</summary>
    /// <param name="kind">What it is, in the plural, such as "broken links".</param>
    /// <param name="name">Its name.</param>
    public void Add(string kind, string name) => Add(kind, name, 1);

    /// <summary>Counts several entries with one name, such as pictures of a class.</summary>
    public void Add(string kind, string name, int count)
    {
        if (!_kinds.TryGetValue(kind, out var found))
            _kinds[kind] = found = new Kind();
        found.Add(name, count);
    }

    /// <summary>Adds the counts of another search.</summary>
    public PassedOver Add(PassedOver other)
    {
        foreach (var (kind, found) in other._kinds)
        {
            foreach (var (name, count) in found.All)
                Add(kind, name, count);
        }

        return this;
    }

    /// <summary>One line of text; null if nothing was skipped.</summary>
    public string? Line => _kinds.Count == 0 ? null : $"passed over: {string.Join("; ", _kinds.Select(kind => $"{kind.Value.Count} {kind.Key} ({kind.Value.Names()})"))}";

    private sealed class Kind
    {
        private readonly OrderedDictionary<string, int> _names = [];
        private int _unnamed;

        public int Count => _names.Values.Sum() + _unnamed;

        public IEnumerable<(string Name, int Count)> All => _names.Select(name => (name.Key, name.Value)).Concat(_unnamed > 0 ? [("…", _unnamed)] : []);

        public void Add(string name, int count)
        {
            if (_names.TryGetValue(name, out var before))
                _names[name] = before + count;
            else if (_names.Count < Named)
                _names[name] = count;
            else
                _unnamed += count;
        }

        public string Names() => string.Join(", ", _names.Select(entry => Short(entry.Key) + (entry.Value > 1 ? $" {entry.Value}" : ""))) + (_unnamed > 0 ? ", …" : "");

        // Names come from others: nothing in them may break the line.
        private static string Short(string name)
        {
            var text = string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
            return text.Length <= MaxNameLength ? text : string.Concat(text.AsSpan(0, MaxNameLength), "…");
        }
    }
}
