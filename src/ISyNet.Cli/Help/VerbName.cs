using System.CommandLine;
using System.CommandLine.Parsing;

namespace ISyNet.Cli.Help;

/// <summary>The name of the verb of a command line, such as <c>study run</c>.</summary>
internal static class VerbName
{
    /// <summary>Without the name of the program; empty for the program itself.</summary>
    public static string Find(ParseResult result)
    {
        var names = new Stack<string>();
        for (SymbolResult? symbol = result.CommandResult; symbol is not null; symbol = symbol.Parent)
        {
            if (symbol is CommandResult { Command: not RootCommand and var command })
                names.Push(command.Name);
        }

        return string.Join(' ', names);
    }

    /// <summary>All verbs below a command, each with its full name, in the order of the help; groups are left out.</summary>
    public static IEnumerable<(string Name, Command Command)> Below(Command command, string prefix = "") => command.Subcommands.SelectMany(sub =>
        sub.Subcommands.Count == 0 ? [($"{prefix}{sub.Name}", sub)] : Below(sub, $"{prefix}{sub.Name} "));
}
