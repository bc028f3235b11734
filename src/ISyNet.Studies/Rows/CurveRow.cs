namespace ISyNet.Studies.Rows;

/// <summary>A point of a candidate's training curve in the table <c>curve_points</c>; its key is study, number and epoch.</summary>
internal sealed class CurveRow
{
    /// <summary>The study.</summary>
    public int StudyId { get; set; }

    /// <summary>The candidate.</summary>
    public int Number { get; set; }

    /// <summary>Epochs done.</summary>
    public double Epoch { get; set; }

    /// <summary>Seconds since training began.</summary>
    public double Seconds { get; set; }

    /// <summary>Mean loss; null stands for NaN, which SQLite cannot hold.</summary>
    public double? TrainLoss { get; set; }

    /// <summary>Error rate on held-out images, where measured.</summary>
    public double? HeldOutError { get; set; }
}
