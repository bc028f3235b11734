using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace ISyNet.Core.Json;

/// <summary>The line on which each value of a JSON text begins, by path like <c>stages[1].widths</c>; JsonDocument does not keep this.</summary>
internal static class JsonLines
{
    public static IReadOnlyDictionary<string, int> Find(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var scopes = new Stack<(string Path, int Index)>();
        var path = "";
        var (line, counted) = (1, 0);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            line += bytes.AsSpan(counted, start - counted).Count((byte)'\n');
            counted = start;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    path = JsonField.Join(scopes.Peek().Path, reader.GetString()!);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    scopes.Pop();
                    continue;
                default:
                    break;
            }

            if (scopes.TryPeek(out var scope) && scope.Index >= 0)
            {
                scopes.Pop();
                scopes.Push((scope.Path, scope.Index + 1));
                path = $"{scope.Path}[{scope.Index}]";
            }

            lines[path] = line;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                scopes.Push((path, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
        }

        return lines.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
