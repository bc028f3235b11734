using System.CommandLine;

namespace ISyNet.Cli.Sources;

/// <summary>A command line as text that a shell reads as the same words.</summary>
internal static class CommandText
{
    /// <summary>The whole command line.</summary>
    public static string Write(ParseResult result) => $"isynet {string.Join(' ', result.Tokens.Select(token => Word(token.Value)))}";

    /// <summary>One word; in quotes if it has spaces or characters with a meaning of their own.</summary>
    public static string Word(string word) =>
        word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || "-_./:=,+@%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
