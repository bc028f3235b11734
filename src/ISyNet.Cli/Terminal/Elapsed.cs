namespace ISyNet.Cli.Terminal;

/// <summary>How long a job took, and what of it was added to the training that a time limit bounds.</summary>
internal static class Elapsed
{
    /// <summary>One line.</summary>
    public static string Line(TimeSpan whole, TimeSpan training) =>
        $"time: {Reports.Quantity.Span(whole)}, of which {Reports.Quantity.Span(training)} of training; reading, tests and export took the rest";
}
