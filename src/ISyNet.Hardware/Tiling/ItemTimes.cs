namespace ISyNet.Hardware.Tiling;

/// <summary>
/// An operation on one core: <paramref name="Items"/> equal items pass through load, compute and store, each unit working on
/// another item. In milliseconds.
/// </summary>
/// <param name="Items">Items of a core.</param>
/// <param name="FirstLoadMs">Load of the first item, which brings all that later ones share.</param>
/// <param name="LoadMs">Load of a later item, on average.</param>
/// <param name="Compute">Matrix and vector unit of one item.</param>
/// <param name="StoreMs">Store of an item.</param>
/// <param name="ExternalMs">Activations of an item to and from external memory, which all cores share.</param>
public readonly record struct ItemTimes(
    long Items, double FirstLoadMs, double LoadMs, ComputeTimes Compute, double StoreMs, double ExternalMs)
{
    /// <summary>From one item to the next: the slowest unit, and the part of the others that is not hidden behind it.</summary>
    /// <param name="exposed">That part, 0 to 1: the device's <see cref="CostConstants.ExposedFraction"/>.</param>
    public double PeriodMs(double exposed)
    {
        var slowest = SlowestMs;
        return slowest + (exposed * (LoadMs + Compute.PeriodMs + StoreMs + ExternalMs - slowest));
    }

    /// <summary>From the first load to the end of the last store.</summary>
    /// <param name="exposed">The device's <see cref="CostConstants.ExposedFraction"/>.</param>
    public double BodyMs(double exposed) =>
        Math.Max(FirstLoadMs, ExternalMs) + Compute.TotalMs + StoreMs + ((Items - 1) * PeriodMs(exposed));

    /// <summary>The body, split by the unit that it waits for; the parts add up to it.</summary>
    /// <param name="exposed">The device's <see cref="CostConstants.ExposedFraction"/>.</param>
    public (double MatrixMs, double VectorMs, double CacheMs, double ExternalMs) Parts(double exposed)
    {
        var slowest = SlowestMs;
        var later = Items - 1;
        var loadMs = later * Seen(LoadMs);
        var computeMs = later * Seen(Compute.PeriodMs);
        var matrixMs = Compute.PeriodMs > 0 ? computeMs * (Compute.MatrixPeriodMs / Compute.PeriodMs) : 0;
        var externalFirst = Math.Max(0, ExternalMs - FirstLoadMs);
        // Two units may tie; the first of them is the slowest, and what the others add is what remains.
        return (Compute.MatrixMs + matrixMs, Compute.VectorMs + computeMs - matrixMs, FirstLoadMs + StoreMs + loadMs + (later * Seen(StoreMs)),
            externalFirst + (later * Seen(ExternalMs)));

        double Seen(double time)
        {
            if (time < slowest)
                return time * exposed;
            slowest = double.PositiveInfinity;
            return time;
        }
    }

    private double SlowestMs => Math.Max(Math.Max(LoadMs, Compute.PeriodMs), Math.Max(StoreMs, ExternalMs));
}

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
