using System.Text.Json;
using System.Text.RegularExpressions;

namespace ISyNet.Training.Recipes;

/// <summary>Says in one line what is wrong with a JSON text: place and reason, without type names.</summary>
internal static partial class JsonProblem
{
    public static string Describe(JsonException error)
    {
        var message = error.Message;
        if (Missing().Match(message) is { Success: true } missing)
            return $"the key {missing.Groups[1].Value.TrimEnd('.')} is missing";
        if (Unknown().Match(message) is { Success: true } unknown)
            return $"the key '{unknown.Groups[1].Value}' is not known{Place(error)}";
        if (Convert().Match(message) is { Success: true })
            return $"the value at {error.Path} is of the wrong kind or not one of the known words";
        var line = error.LineNumber is { } number ? $"line {number + 1}: " : "";
        return $"{line}{message.Split(" Path:")[0].Split(" LineNumber:")[0]}";
    }

    private static string Place(JsonException error) => error.Path is { Length: > 1 } path ? $" (at {path})" : "";

    [GeneratedRegex(@"missing required properties including: (.+?)(?:\. Path|\.?$)")]
    private static partial Regex Missing();

    [GeneratedRegex("The JSON property '([^']+)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("could not be converted")]
    private static partial Regex Convert();
}
