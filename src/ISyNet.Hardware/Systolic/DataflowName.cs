using ISyNet.Graph;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Systolic;

/// <summary>The names of dataflows: the short ones that systolic simulators use (<c>ws</c>, <c>os</c>, <c>is</c>), and words.</summary>
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

    /// <summary>The field's term, such as <c>weight-stationary</c>; <c>cube</c> for a unit that multiplies whole tiles.</summary>
    public static string Describe(Dataflow dataflow) => dataflow switch
    {
        Dataflow.WeightStationary => "weight-stationary",
        Dataflow.OutputStationary => "output-stationary",
        Dataflow.InputStationary => "input-stationary",
        _ => "cube",
    };
}
