using System.Globalization;

namespace ISyNet.Cli.Terminal;

/// <summary>How long a job took, and what of it was added to the training that a time limit bounds.</summary>
internal static class Elapsed
{
    /// <summary>One line.</summary>
    public static string Line(TimeSpan whole, TimeSpan training) => string.Create(CultureInfo.InvariantCulture,
        $"time: {Text(whole)}, of which {Text(training)} of training; reading, tests and export took the rest");

    private static string Text(TimeSpan time) => time.TotalMinutes < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s");
}
