namespace ISyNet.Hardware.Tiling;

/// <summary>
/// The compute stage of an item, itself a pipeline of operand feed, matrix unit and vector unit that runs on from one item to the
/// next. In milliseconds.
/// </summary>
/// <param name="MatrixMs">Of an item alone: what it waits for the matrix unit and its feed.</param>
/// <param name="VectorMs">Of an item alone: what it waits for the vector unit.</param>
/// <param name="MatrixPeriodMs">Of an item between others: the same, with what is hidden behind the vector unit left out.</param>
/// <param name="VectorPeriodMs">Of an item between others: the same, with what is hidden behind the matrix unit left out.</param>
public readonly record struct ComputeTimes(double MatrixMs, double VectorMs, double MatrixPeriodMs, double VectorPeriodMs)
{
    /// <summary>From the first feed to the end of the last vector pass.</summary>
    public double TotalMs => MatrixMs + VectorMs;

    /// <summary>From one item to the next.</summary>
    public double PeriodMs => MatrixPeriodMs + VectorPeriodMs;

    /// <summary>Feed of one step; the matrix unit starts so much later.</summary>
    public double FeedStepMs { get; init; }

    /// <summary>Matrix unit of one step; the feed ends so much earlier.</summary>
    public double MatrixStepMs { get; init; }

    /// <summary>Vector unit of one block; the matrix unit ends so much earlier.</summary>
    public double VectorBlockMs { get; init; }

    /// <summary>When the vector unit starts on the first block.</summary>
    public double FirstVectorMs { get; init; }
}
