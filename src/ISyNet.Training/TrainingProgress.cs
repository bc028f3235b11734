namespace ISyNet.Training;

/// <summary>How far a training is.</summary>
/// <param name="Spent">Spent fraction of the budget, 0 to 1.</param>
/// <param name="Step">Optimiser steps so far.</param>
/// <param name="Epoch">Passes over the training data so far.</param>
/// <param name="Loss">Mean loss of the last steps.</param>
/// <param name="LearningRate">Learning rate of the last step.</param>
/// <param name="ImagesPerSecond">Training speed, evaluations excluded.</param>
/// <param name="Left">Time to go, estimated.</param>
/// <param name="Evaluation">Last result on held-out data, 0 to 1: accuracy of a classifier, mAP of a detector; NaN before the first.</param>
public sealed record TrainingProgress(
    double Spent, long Step, double Epoch, double Loss, double LearningRate, double ImagesPerSecond, TimeSpan Left, double Evaluation)
{
    /// <summary>Time of the whole training at the speed so far, estimated.</summary>
    public TimeSpan Total { get; init; }

    /// <summary>The share of the training steps that was spent waiting for data, 0 to 1: near 1 the decoding of pictures limits the speed, near 0 the network does.</summary>
    public double WaitingForData { get; init; }
}
