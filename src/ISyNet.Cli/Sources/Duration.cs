using System.Globalization;

namespace ISyNet.Cli.Sources;

/// <summary>Reads durations: <c>450</c> and <c>450s</c> are seconds, <c>7.5m</c> minutes, <c>2h</c> hours.</summary>
internal static class Duration
{
    public static TimeSpan Parse(string option, string text)
    {
        var (number, unit) = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? (text[..^1], char.ToLowerInvariant(text[^1])) : (text, 's');
        var seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        return seconds > 0 && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value * seconds is >= 1 and <= 1e7
            ? TimeSpan.FromSeconds(value * seconds)
            : throw new UsageException($"{option} takes a duration such as 450s, 7.5m or 2h, not '{text}'");
    }
}
