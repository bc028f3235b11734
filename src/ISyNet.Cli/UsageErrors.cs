using System.CommandLine;

namespace ISyNet.Cli;

/// <summary>Turns the parser's complaints into one line that names the nearest valid choice.</summary>
internal static class UsageErrors
{
    public static string Describe(ParseResult result)
    {
        var command = result.CommandResult.Command;
        if (result.UnmatchedTokens is [var token, ..])
            return DescribeUnmatched(token, result);
        if (command.Subcommands.Count > 0 && result.Tokens.Count == Depth(result))
            return $"'{FullName(result)}' needs one of: {string.Join(", ", command.Subcommands.Select(c => c.Name))}; see '{FullName(result)} --help'";
        return result.Errors[0].Message.Replace("System.", "", StringComparison.Ordinal).TrimEnd('.')
            + $"; see '{FullName(result)} --help'";
    }

    private static string DescribeUnmatched(string token, ParseResult result)
    {
        var command = result.CommandResult.Command;
        var isOption = token.StartsWith('-');
        var valid = isOption
            ? command.Options.Concat(result.RootCommandResult.Command.Options.Where(o => o.Recursive)).Select(o => o.Name)
            : command.Subcommands.Select(c => c.Name);
        var nearest = NearestName.Find(token, valid);
        var what = isOption ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        return nearest is null
            ? $"'{FullName(result)}' takes no {what} '{token}'; see '{FullName(result)} --help'"
            : $"unknown {what} '{token}'; did you mean '{nearest}'? See '{FullName(result)} --help'";
    }

    private static int Depth(ParseResult result) => FullName(result).Count(c => c == ' ');

    private static string FullName(ParseResult result)
    {
        var names = new Stack<string>();
        for (System.CommandLine.Parsing.SymbolResult? symbol = result.CommandResult; symbol is not null; symbol = symbol.Parent)
        {
            if (symbol is System.CommandLine.Parsing.CommandResult { Command: var command })
                names.Push(command is RootCommand ? "isynet" : command.Name);
        }

        return string.Join(' ', names);
    }
}
