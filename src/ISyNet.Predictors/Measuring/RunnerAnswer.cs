using System.Collections.Immutable;
using System.Globalization;

namespace ISyNet.Predictors.Measuring;

/// <summary>
/// The line protocol of runners (docs/measuring.md): <c>isynet ms 1.25 1.26 …</c>, <c>isynet condition NAME TEXT</c>, <c>isynet layer MS NAME</c>, <c>isynet error TEXT</c>, and
/// <c>isynet done</c> once at the end. Other lines are output of the runner. An answer without <c>done</c> is not accepted.
/// </summary>
internal sealed class RunnerAnswer
{
    private const string Mark = "isynet ";
    private const int MostTimes = 1_000_000;

    private readonly ImmutableArray<double>.Builder _times = ImmutableArray.CreateBuilder<double>();
    private readonly ImmutableArray<LayerTime>.Builder _layers = ImmutableArray.CreateBuilder<LayerTime>();
    private readonly SortedDictionary<string, string> _conditions = new(StringComparer.Ordinal);
    private string? _problem;
    private bool _done;

    /// <summary>The last line outside the protocol: the message of a failing tool.</summary>
    public string Talk { get; private set; } = "";

    public void Read(string line)
    {
        if (!line.StartsWith(Mark, StringComparison.Ordinal))
        {
            Talk = string.IsNullOrWhiteSpace(line) ? Talk : line;
            return;
        }

        var (word, rest) = line[Mark.Length..].Trim().Split(' ', 2, StringSplitOptions.TrimEntries) is [var first, var second] ? (first, second) : (line[Mark.Length..].Trim(), "");
        if (_done)
            Problem(word == "done" ? "answered twice: 'isynet done' came again" : $"went on after 'isynet done' with '{line}'");
        else if (word == "done")
            _done = true;
        else if (word == "ms")
            Times(line, rest);
        else if (word == "layer" && rest.Split(' ', 2, StringSplitOptions.TrimEntries) is [var ms, { Length: > 0 } name] && Number(ms) is { } time)
            _layers.Add(new LayerTime(name, time));
        else if (word == "condition" && rest.Split(' ', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } key, var text])
            _conditions[key] = text;
        else if (word == "error")
            Problem($"said: {rest}");
        else
            Problem($"printed '{line}', which is not a line of the protocol");
    }

    /// <summary>The complete answer, after the process has ended.</summary>
    /// <exception cref="MeasurementException">It is not valid.</exception>
    public RunTimes Finish(int exitCode, int repeats)
    {
        if (_problem is not null)
            throw new MeasurementException(_problem);
        if (exitCode != 0)
            throw new MeasurementException($"failed with exit code {exitCode}{(Talk.Length > 0 ? $": {Talk}" : "")}");
        if (!_done)
            throw new MeasurementException(_times.Count == 0
                ? $"ended without an answer{(Talk.Length > 0 ? $": {Talk}" : "")}"
                : $"ended in the middle: {_times.Count} times, and no 'isynet done'");
        if (_times.Count < repeats)
            throw new MeasurementException($"gave {_times.Count} times instead of the requested {repeats}");
        return new RunTimes(_times.ToImmutable(), _conditions.ToImmutableSortedDictionary(StringComparer.Ordinal), _layers.ToImmutable());
    }

    private void Times(string line, string rest)
    {
        var cells = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length == 0 || _times.Count + cells.Length > MostTimes)
            Problem($"said '{line}': 'isynet ms' takes 1 to {MostTimes} times in all");
        foreach (var cell in cells)
        {
            if (Number(cell) is { } ms)
                _times.Add(ms);
            else
                Problem($"said '{cell}' for a time; it must be a number of milliseconds above 0, such as 1.25");
        }
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1e9 ? value : null;

    // The first problem is the cause of the others.
    private void Problem(string text) => _problem ??= ErrorLine(text);

    private static string ErrorLine(string text) => text.Length <= 300 ? text : $"{text[..300]}…";
}
