using System.Text.Json;
using System.Text.RegularExpressions;

namespace ISyNet.Core.Json;

/// <summary>One line about an error of the serializer: place and reason, without type names.</summary>
internal static partial class JsonProblem
{
    public static string Describe(JsonException error, JsonField root)
    {
        var path = error.Path is { Length: > 2 } full ? JsonField.Join(root.Path, full[2..]) : root.Path;
        var message = error.Message;
        if (Missing().Match(message) is { Success: true } missing)
            return $"line {root.LineOf(path)}: {(path.Length == 0 ? "" : $"{path}: ")}the key {missing.Groups[1].Value.TrimEnd('.')} is missing";
        if (Unknown().Match(message) is { Success: true } unknown)
            return $"line {root.LineOf(path)}: the key '{unknown.Groups[1].Value}' is not known{(path.Length > 0 ? $" (at {path})" : "")}";
        if (Convert().Match(message) is { Success: true })
            return $"line {root.LineOf(path)}: the value at {path} is of the wrong kind or not one of the known words";
        return $"line {root.LineOf(path)}: {(path.Length == 0 ? "" : $"{path}: ")}{WithoutPlace(error)}";
    }

    public static string WithoutPlace(JsonException error) => error.Message.Split(" Path:")[0].Split(" LineNumber:")[0].ReplaceLineEndings(" ");

    [GeneratedRegex(@"missing required properties including: (.+?)(?:\. Path|\.?$)")]
    private static partial Regex Missing();

    [GeneratedRegex("The JSON property '([^']+)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("could not be converted")]
    private static partial Regex Convert();
}
