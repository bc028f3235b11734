namespace ISyNet.Training;

/// <summary>How long a training goes on: epochs and steps are reproducible to the bit, time is fair between networks of unlike cost.</summary>
public abstract record TrainingBudget
{
    private TrainingBudget() { }

    /// <summary>A number of passes over the training data, fractions allowed.</summary>
    /// <exception cref="TrainingException">It is not above 0.</exception>
    public static TrainingBudget FromEpochs(double epochs) => epochs > 0
        ? new EpochBudget(epochs)
        : throw new TrainingException($"a training needs more than {epochs} epochs");

    /// <summary>A number of optimiser steps.</summary>
    /// <exception cref="TrainingException">It is not above 0.</exception>
    public static TrainingBudget FromSteps(long steps) => steps > 0
        ? new StepBudget(steps)
        : throw new TrainingException($"a training needs more than {steps} steps");

    /// <summary>A wall-clock allowance for training and the evaluations during it.</summary>
    /// <exception cref="TrainingException">It is not above 0.</exception>
    public static TrainingBudget FromTime(TimeSpan allowance) => allowance > TimeSpan.Zero
        ? new TimeBudget(allowance)
        : throw new TrainingException("a training needs more time than none");

    /// <summary>The spent fraction of the budget, 0 to 1 and above.</summary>
    internal abstract double Spent(long steps, int stepsPerEpoch, TimeSpan elapsed);

    private sealed record EpochBudget(double Epochs) : TrainingBudget
    {
        internal override double Spent(long steps, int stepsPerEpoch, TimeSpan elapsed) =>
            steps / Math.Max(1, Math.Round(Epochs * stepsPerEpoch));
    }

    private sealed record StepBudget(long Steps) : TrainingBudget
    {
        internal override double Spent(long steps, int stepsPerEpoch, TimeSpan elapsed) => (double)steps / Steps;
    }

    private sealed record TimeBudget(TimeSpan Allowance) : TrainingBudget
    {
        internal override double Spent(long steps, int stepsPerEpoch, TimeSpan elapsed) => elapsed / Allowance;
    }
}
