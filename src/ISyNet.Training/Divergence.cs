using System.Globalization;
using ISyNet.Training.Networks;

namespace ISyNet.Training;

/// <summary>Finds where a training stopped being made of numbers.</summary>
internal static class Divergence
{
    public static string Describe(Learner learner, long step, double rate)
    {
        var parameters = learner.Shards.Select(shard => shard.Parameters).FirstOrDefault(parameters => !IsSound(parameters)) ?? learner.Network.Parameters;
        if (step == 1)
            return AtFirstStep(parameters);
        var values = parameters.Values.Floats();
        var gradients = parameters.Gradients.Floats();
        var layer = "the loss";
        foreach (var slot in parameters.Trained)
        {
            if (!AllFinite(values.Slice(slot.Offset, slot.Length)) || !AllFinite(gradients.Slice(slot.Offset, slot.Length)))
            {
                layer = $"layer '{slot.Layer.Name}'";
                break;
            }
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"the training diverged at step {step} with learning rate {rate:G4}: {layer} is no longer a number; lower the learning rate or clip the gradient");
    }

    // No weight has moved yet, so nothing can have diverged.
    private static string AtFirstStep(ParameterStore parameters)
    {
        // Not the running statistics: a wrong pass has spoilt them by now, and a step does not read them.
        var unsound = parameters.Trained.FirstOrDefault(slot => !AllFinite(parameters.Values.Floats().Slice(slot.Offset, slot.Length)));
        return unsound is not null
            ? $"the weights to start from are not sound: '{unsound.Name}' holds values that are no numbers"
            : "the arithmetic is wrong: at step 1, before any weight has moved, the loss is no number; this is no divergence: run 'isynet doctor' (docs/numerics.md), or train with --arithmetic float32";
    }

    /// <summary>Whether all parameters and gradients are numbers.</summary>
    public static bool IsSound(Learner learner) => learner.Shards.All(shard => IsSound(shard.Parameters));

    private static bool IsSound(ParameterStore parameters) => AllFinite(parameters.Values.Floats()) && AllFinite(parameters.Gradients.Floats());

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }
}
