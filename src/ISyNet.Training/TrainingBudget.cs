namespace ISyNet.Training;

/// <summary>How long a training may go on: <see cref="OfEpochs"/> is reproducible to the bit, <see cref="OfTime"/> is fair between networks of unlike cost.</summary>
public abstract record TrainingBudget
{
    private TrainingBudget() { }

    /// <summary>A number of passes over the training images, fractions allowed.</summary>
    public static TrainingBudget OfEpochs(double epochs) => epochs > 0
        ? new EpochBudget(epochs)
        : throw new TrainingException($"a training needs more than {epochs} epochs");

    /// <summary>A wall-clock allowance for training and the evaluations during it.</summary>
    public static TrainingBudget OfTime(TimeSpan allowance) => allowance > TimeSpan.Zero
        ? new TimeBudget(allowance)
        : throw new TrainingException("a training needs more time than none");

    /// <summary>The spent fraction of the budget, 0 to 1 and above.</summary>
    internal abstract double Spent(long steps, int stepsPerEpoch, TimeSpan elapsed);

    private sealed record EpochBudget(double Epochs) : TrainingBudget
    {
        internal override double Spent(long steps, int stepsPerEpoch, TimeSpan elapsed) =>
            steps / Math.Max(1, Math.Round(Epochs * stepsPerEpoch));
    }

    private sealed record TimeBudget(TimeSpan Allowance) : TrainingBudget
    {
        internal override double Spent(long steps, int stepsPerEpoch, TimeSpan elapsed) => elapsed / Allowance;
    }
}
