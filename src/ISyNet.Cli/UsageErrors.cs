using System.CommandLine;
using System.CommandLine.Parsing;
using ISyNet.Cli.Help;

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

    /// <summary>
    /// A word that looks like an option and was taken for an argument, since the command takes any number of them; null if there is none. Words behind
    /// <c>--</c> and names of files are arguments.
    /// </summary>
    public static string? Mistyped(ParseResult result)
    {
        if (result.Tokens.Any(token => token.Type == TokenType.DoubleDash))
            return null;
        var word = result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .FirstOrDefault(value => value.Length > 1 && value[0] == '-' && (value[1] == '-' || char.IsAsciiLetter(value[1])) && !File.Exists(value));
        return word is null ? null : DescribeUnmatched(word, result);
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

    private static string FullName(ParseResult result) => $"isynet {VerbName.Find(result)}".TrimEnd();
}
