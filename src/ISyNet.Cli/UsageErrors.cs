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
        return (Missing(result) ?? Value(result.Errors[0]) ?? result.Errors[0].Message.TrimEnd('.')) + $"; see '{FullName(result)} --help'";
    }

    /// <summary>What the command line leaves out, and what it is; null if nothing is missing.</summary>
    private static string? Missing(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var without = result.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(option => !option.Implicit && option.Tokens.Count < option.Option.Arity.MinimumNumberOfValues);
        if (without is not null)
            return $"{without.Option.Name} needs a value: {Said(without.Option)}";
        (string Name, Symbol Symbol)[] missing =
        [
            .. command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0 && !argument.HasDefaultValue && result.GetResult(argument) is null or { Tokens.Count: 0 })
                .Select(argument => (argument.Name is "net" ? "NETWORK" : argument.Name.ToUpperInvariant(), (Symbol)argument)),
            .. command.Options.Where(option => option.Required && result.GetResult(option) is null or { Implicit: true }).Select(option => (option.Name, (Symbol)option)),
        ];
        return missing.Length == 0 ? null : $"{VerbName.Find(result)} needs {string.Join(" and ", missing.Select(m => m.Name))}: {Said(missing[0].Symbol)}";
    }

    /// <summary>The first sentence of a description, to go on with.</summary>
    private static string Said(Symbol symbol)
    {
        var first = (symbol.Description ?? "").Split(". ")[0].TrimEnd('.');
        return first.Length > 1 && char.IsLower(first[1]) || first.StartsWith("A ", StringComparison.Ordinal) ? char.ToLowerInvariant(first[0]) + first[1..] : first;
    }

    /// <summary>What a value must be, where it cannot be read as that; null for other mistakes.</summary>
    private static string? Value(ParseError error) => error.SymbolResult switch
    {
        _ when !error.Message.StartsWith("Cannot parse", StringComparison.Ordinal) => null,
        OptionResult { Option: var option, Tokens: [.., var given] } when Kind(option.ValueType) is { } kind => $"{option.Name} takes {kind}, not '{given.Value}'",
        ArgumentResult { Argument: var argument, Tokens: [.., var given] } when Kind(argument.ValueType) is { } kind => $"{argument.Name} is {kind}, not '{given.Value}'",
        _ => null,
    };

    private static string? Kind(Type given)
    {
        var type = Nullable.GetUnderlyingType(given) ?? given;
        if (type.IsEnum)
            return $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}";
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 or TypeCode.Int64 => "a whole number",
            TypeCode.UInt32 or TypeCode.UInt64 => "a whole number from 0",
            TypeCode.Double => "a number",
            TypeCode.Boolean => "true or false",
            _ => null,
        };
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
