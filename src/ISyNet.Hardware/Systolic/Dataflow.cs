using ISyNet.Graph;

namespace ISyNet.Hardware.Systolic;

/// <summary>Which operand of a matrix product rests in the processing elements of a systolic array.</summary>
public enum Dataflow
{
    /// <summary>Weights rest; inputs stream in from the left, partial sums leave at the bottom.</summary>
    WeightStationary,

    /// <summary>Outputs rest; inputs stream in from the left, weights from the top.</summary>
    OutputStationary,

    /// <summary>Inputs rest; weights stream in from the left, partial sums leave at the bottom.</summary>
    InputStationary,
}

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
    public static string Of(Dataflow dataflow) => dataflow switch
    {
        Dataflow.WeightStationary => "ws",
        Dataflow.OutputStationary => "os",
        _ => "is",
    };
}
