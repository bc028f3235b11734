namespace ISyNet.Cli;

/// <summary>The command line asks for something that does not exist: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>«unknown device 'x'; did you mean 'y'? (all: …)».</summary>
    public static UsageException Unknown(string what, string name, IEnumerable<string> valid)
    {
        var all = valid.ToArray();
        var nearest = NearestName.Find(name, all);
        return new UsageException($"unknown {what} '{name}'; did you mean '{nearest}'? (valid: {string.Join(", ", all)})");
    }
}
