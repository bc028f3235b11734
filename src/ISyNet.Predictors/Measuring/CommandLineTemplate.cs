using System.Collections.Immutable;
using System.Text;

namespace ISyNet.Predictors.Measuring;

/// <summary>
/// A command template: <c>./run.sh {onnx} {batch} {repeats}</c>. It is split into words first, with quotes as in a shell, and then filled
/// in, so a file name is one argument whatever it contains; no shell is used.
/// </summary>
internal sealed class CommandLineTemplate
{
    private static readonly string[] Places = ["{onnx}", "{batch}", "{repeats}"];

    private readonly ImmutableArray<string> _words;

    private CommandLineTemplate(ImmutableArray<string> words) => _words = words;

    /// <exception cref="MeasurementException">A quote is not closed, or <c>{onnx}</c> is missing.</exception>
    public static CommandLineTemplate Parse(string text)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var (quote, open) = ('\0', false);
        foreach (var c in text)
        {
            if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                (quote, open) = (quote == '\0' ? c : '\0', true);
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (open || word.Length > 0)
                    words.Add(word.ToString());
                word.Clear();
                open = false;
            }
            else
            {
                word.Append(c);
            }
        }

        if (quote != '\0')
            throw new MeasurementException($"the runner's command has a {quote} that is not closed: {text}");
        if (open || word.Length > 0)
            words.Add(word.ToString());
        if (words.Count == 0 || !words.Any(w => w.Contains(Places[0], StringComparison.Ordinal)))
            throw new MeasurementException($"the runner's command must contain {Places[0]}, and may contain {Places[1]} and {Places[2]}: {text}");
        return new CommandLineTemplate(words.ToImmutable());
    }

    public string[] Fill(MeasurementRequest request)
    {
        string[] values = [Path.GetFullPath(request.OnnxPath), $"{request.Batch}", $"{request.Repeats}"];
        return [.. _words.Select(word => Places.Zip(values).Aggregate(word, (filled, place) => filled.Replace(place.First, place.Second, StringComparison.Ordinal)))];
    }
}
