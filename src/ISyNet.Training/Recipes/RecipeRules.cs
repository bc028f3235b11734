namespace ISyNet.Training.Recipes;

/// <summary>The ranges of a recipe's numbers.</summary>
internal static class RecipeRules
{
    public static void Check(TrainingRecipe recipe, string source)
    {
        void Range(string key, double value, double low, double high)
        {
            if (!(value >= low && value <= high))
                throw new TrainingException($"{source}: {key} is {value}; it must be {low} to {high}");
        }

        Range("batchSize", recipe.BatchSize, 1, 65536);
        Range("evaluationBatchSize", recipe.EvaluationBatchSize, 1, 65536);
        Range("epochs", recipe.Epochs, 1e-6, 1e6);
        Range("labelSmoothing", recipe.LabelSmoothing, 0, 0.999);
        Range("averageDecay", recipe.AverageDecay, 0, 0.9999999);
        Range("optimizer.learningRate", recipe.Optimizer.LearningRate, 0, 1e6);
        Range("optimizer.matrixLearningRate", recipe.Optimizer.MatrixLearningRate, 0, 1e6);
        Range("optimizer.momentum", recipe.Optimizer.Momentum, 0, 0.999999);
        Range("optimizer.secondMomentum", recipe.Optimizer.SecondMomentum, 0, 0.9999999);
        Range("optimizer.weightDecay", recipe.Optimizer.WeightDecay, 0, 1e3);
        Range("optimizer.clipNorm", recipe.Optimizer.ClipNorm, 0, 1e9);
        Range("schedule.warmUp", recipe.Schedule.WarmUp, 0, 1);
        Range("schedule.final", recipe.Schedule.Final, 0, 1);
        Range("augmentation.cropPadding", recipe.Augmentation.CropPadding, 0, 1024);
        Range("augmentation.flip", recipe.Augmentation.Flip, 0, 1);
        Range("augmentation.erasing", recipe.Augmentation.Erasing, 0, 1);
    }
}
