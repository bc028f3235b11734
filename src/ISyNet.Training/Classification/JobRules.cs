using ISyNet.Training.Networks;

namespace ISyNet.Training.Classification;

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
        if (job.Partner is { } partner && (partner.Input != network.Input || partner.Output != network.Output))
            throw new TrainingException($"the partner '{partner.Name}' takes {partner.Input} and gives {partner.Output}; '{network.Name}' takes {network.Input} and gives {network.Output}: they must agree");
        if (job.Partner is { } taught)
            job.PartnerWeights?.CheckAgainst(taught);
        if (job.Recipe.Partner is not null && job.Partner is null)
            throw new TrainingException($"recipe '{job.Recipe.Name}' names the partner '{job.Recipe.Partner}', but the job has none");
        var rules = new LearningRules(job.Rates);
        if (network.Layers.Where(layer => network.Params(layer) > 0).All(rules.IsFrozen))
            throw new TrainingException($"all layers of '{network.Name}' are frozen: there is nothing to learn");
        if (job.Rates.FirstOrDefault(rate => !(rate.Factor >= 0) || !double.IsFinite(rate.Factor)) is { } wrong)
            throw new TrainingException($"the learning rate factor of {wrong} is {wrong.Factor}; it must be 0 or more");
        job.Normalization?.Check(images.Shape.Channels);
    }
}
