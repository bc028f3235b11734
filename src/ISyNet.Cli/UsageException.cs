namespace ISyNet.Cli;

/// <summary>The command line asks for something that does not exist: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>«unknown device 'x'; did you mean 'y'? (valid: …)», with the guess only if a similar name exists.</summary>
    public static UsageException Unknown(string what, string name, IEnumerable<string> valid)
    {
        var all = valid.ToArray();
        var guess = NearestName.Find(name, all) is { } nearest ? $"; did you mean '{nearest}'?" : "";
        return new UsageException($"unknown {what} '{name}'{guess} (valid: {string.Join(", ", all)})");
    }
}
