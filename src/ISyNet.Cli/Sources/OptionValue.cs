using ISyNet.Graph;

namespace ISyNet.Cli.Sources;

/// <summary>Checks the values of options.</summary>
internal static class OptionValue
{
    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static int Whole(string option, int value, int low, int high) =>
        value >= low && value <= high ? value : throw new UsageException($"{option} takes a whole number from {low} to {high}, not {value}");

    /// <summary>What a value means, where the part that reads it refuses it with a line of its own.</summary>
    /// <exception cref="UsageException">It refuses it; the line begins with the option.</exception>
    public static T Read<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ISyNetException error)
        {
            throw new UsageException($"{option}: {error.Message}");
        }
    }

    /// <summary>The shape of one sample.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Shape Shape(string option, string value) => Read(option, () => Graph.Shape.Parse(value));

    /// <summary>The shape of one image.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Shape Image(string option, string value) => Image(option, Shape(option, value));

    /// <summary>A shape that must be that of an image.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static Shape Image(string option, Shape shape) =>
        shape.IsMap ? shape : throw new UsageException($"{option}: '{shape}' is no image: write channels x height x width (CxHxW), such as 3x224x224");

    /// <summary>A number above 0, at most 86400.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static double Positive(string option, double value) =>
        value is > 0 and <= 86_400 ? value : throw new UsageException($"{option} takes a number above 0, at most 86400");
}
