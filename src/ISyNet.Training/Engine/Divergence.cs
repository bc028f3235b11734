using System.Globalization;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Engine;

/// <summary>Finds where a training stopped being made of numbers.</summary>
internal static class Divergence
{
    /// <summary>One line on the first of the learners that holds something else.</summary>
    public static string Describe(IReadOnlyList<Learner> learners, long step, double rate)
    {
        using var scope = torch.NewDisposeScope();
        var stores = learners.SelectMany(learner => learner.Shards).Select(shard => shard.Parameters);
        var parameters = stores.FirstOrDefault(store => !IsSound(store.Values) || !IsSound(store.Gradients)) ?? learners[0].Network.Parameters;
        if (step == 1)
            return AtFirstStep(parameters);
        var unsound = parameters.Trained.FirstOrDefault(slot => !IsSound(Part(parameters.Values, slot)) || !IsSound(Part(parameters.Gradients, slot)));
        return string.Create(CultureInfo.InvariantCulture,
            $"the training diverged at step {step} with learning rate {rate:G4}: {(unsound is null ? "the loss" : $"layer '{unsound.Layer.Name}'")} is no longer a number; lower the learning rate or clip the gradient");
    }

    // No weight has moved yet, so nothing can have diverged.
    private static string AtFirstStep(ParameterStore parameters)
    {
        // Not the running statistics: a wrong pass has spoilt them by now, and a step does not read them.
        var unsound = parameters.Trained.FirstOrDefault(slot => !IsSound(Part(parameters.Values, slot)));
        return unsound is not null
            ? $"the weights to start from are not sound: '{unsound.Name}' holds values that are no numbers"
            : "the arithmetic is wrong: at step 1, before any weight has moved, the loss is no number; this is no divergence: run 'isynet doctor' (docs/numerics.md), or train with --arithmetic float32";
    }

    private static torch.Tensor Part(torch.Tensor flat, ParameterSlot slot) => flat.narrow(0, slot.Offset, slot.Length);

    private static bool IsSound(torch.Tensor tensor) => tensor.isfinite().all().item<bool>();
}
