using System.Globalization;
using ISyNet.Cli.Terminal;

namespace ISyNet.Cli.Commands.Models;

/// <summary>The slowest operations, each with the reason in a line of its own. Nothing is cut on a narrow terminal: long lines are broken.</summary>
internal static class SlowestList
{
    /// <summary>Writes one entry: equal operations together, under the name of the slowest.</summary>
    public static void Write(double share, double ms, string name, int count, string what, string reason)
    {
        WrappedText.Write(string.Create(CultureInfo.InvariantCulture, $"  {share,6:0.0 %}  {Quantity.Ms(ms),6} ms  "),
            $"{name}{(count > 1 ? $" ×{count}" : "")}: {what}", reason);
    }
}
