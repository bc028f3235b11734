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
        Range("augmentation.resizedCrop", recipe.Augmentation.ResizedCrop, 0, 1);
        Range("augmentation.mixup", recipe.Augmentation.Mixup, 0, 100);
        Range("augmentation.cutMix", recipe.Augmentation.CutMix, 0, 100);
        Range("accumulation", recipe.Accumulation, 1, 4096);
        Range("dropout", recipe.Dropout ?? 0, 0, 0.999);
        Range("optimizer.rateImages", recipe.Optimizer.RateImages, 0, 1e6);
        if (recipe.Augmentation.RandAugment is not { } random)
            return;
        Range("augmentation.randAugment.operations", random.Operations, 1, 16);
        Range("augmentation.randAugment.magnitude", random.Magnitude, 0, 10);
        Range("augmentation.randAugment.deviation", random.Deviation, 0, 10);
        Range("augmentation.randAugment.probability", random.Probability, 0, 1);
    }
}
