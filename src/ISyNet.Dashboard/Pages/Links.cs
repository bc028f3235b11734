using System.Globalization;
using ISyNet.Dashboard.Live;

namespace ISyNet.Dashboard.Pages;

/// <summary>The addresses of the pages. Names are parameters, never parts of a path: a study may be called <c>..</c> or <c>a/b</c>.</summary>
internal static class Links
{
    /// <summary>The parameter that names a study.</summary>
    public const string StudyParameter = "study";

    public static string Study(StudyKey key) => $"/study?{Parameter(key)}";

    public static string StudyEvents(StudyKey key) => $"/study/events?{Parameter(key)}";

    public static string Candidate(StudyKey key, int number, string part = "") => string.Create(CultureInfo.InvariantCulture, $"/candidate{part}?{Parameter(key)}&number={number}");

    public static string Result(string folder) => $"/result?folder={Escape(folder)}";

    public static string File(string folder, string file) => $"/result/file?folder={Escape(folder)}&file={Escape(file)}";

    public static string Device(string name, string? network = null, int? batch = null) =>
        $"/device?name={Escape(name)}{(network is null ? "" : $"&network={Escape(network)}")}{(batch is { } images ? string.Create(CultureInfo.InvariantCulture, $"&batch={images}") : "")}";

    /// <summary>A study as a parameter: its result folder, empty for the store, a slash and its name.</summary>
    public static string Parameter(StudyKey key) => $"{StudyParameter}={Escape(key.ToString())}";

    public static string Escape(string text) => Uri.EscapeDataString(text);
}
