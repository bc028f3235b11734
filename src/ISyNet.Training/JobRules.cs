namespace ISyNet.Training;

/// <summary>What must hold of a job before anything is run.</summary>
internal static class JobRules
{
    public static void Check(TrainingJob job)
    {
        var (network, images) = (job.Network, job.Training);
        if (images.Count < 2)
            throw new TrainingException($"{images.Name}: {images.Count} images are too few to train on");
        if (network.Input != images.Shape)
            throw new TrainingException($"{images.Name}: images are {images.Shape}, but network '{network.Name}' takes {network.Input}");
        if (network.Output.Rank != 1 || network.Output.Elements != images.Classes)
            throw new TrainingException($"{images.Name}: {images.Classes} classes, but network '{network.Name}' has an output of {network.Output}");
        if (job.Holdout is { } holdout && (holdout.Shape != images.Shape || holdout.Classes != images.Classes))
            throw new TrainingException($"{holdout.Name}: the held-out images are unlike the training images");
        job.InitialWeights?.CheckAgainst(network);
        job.Normalization?.Check(images.Shape.Channels);
    }
}
