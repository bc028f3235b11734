using ISyNet.Graph;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Systolic;

/// <summary>The short names that systolic simulators use: <c>ws</c>, <c>os</c>, <c>is</c>.</summary>
public static class DataflowName
{
    /// <summary>The dataflow of a short name, case ignored.</summary>
    /// <exception cref="GraphException">It is none of the three.</exception>
    public static Dataflow Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().ToUpperInvariant() switch
        {
            "WS" => Dataflow.WeightStationary,
            "OS" => Dataflow.OutputStationary,
            "IS" => Dataflow.InputStationary,
            _ => throw new GraphException($"'{text}' is no dataflow: write ws, os or is"),
        };
    }

    /// <summary><c>ws</c>, <c>os</c> or <c>is</c>.</summary>
    public static string Abbreviate(Dataflow dataflow) => dataflow switch
    {
        Dataflow.WeightStationary => "ws",
        Dataflow.OutputStationary => "os",
        Dataflow.InputStationary => "is",
        _ => "cube",
    };
}
