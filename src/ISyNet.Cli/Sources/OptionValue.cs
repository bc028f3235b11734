using ISyNet.Graph;

namespace ISyNet.Cli.Sources;

/// <summary>Checks the values of options.</summary>
internal static class OptionValue
{
    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static int Whole(string option, int value, int low, int high) =>
        value >= low && value <= high ? value : throw new UsageException($"{option} takes a whole number from {low} to {high}, not {value}");

    /// <summary>The shape of one image.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Shape Shape(string option, string value)
    {
        try
        {
            return Graph.Shape.Parse(value);
        }
        catch (GraphException error)
        {
            throw new UsageException($"{option}: {error.Message}");
        }
    }

    /// <summary>A number above 0, at most 86400.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static double Positive(string option, double value) =>
        value is > 0 and <= 86_400 ? value : throw new UsageException($"{option} takes a number above 0, at most 86400");
}
