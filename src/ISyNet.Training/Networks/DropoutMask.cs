using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>
/// Dropout whose mask comes from the pass's own random stream: libtorch's would come from a generator that all trainings of the
/// process share.
/// </summary>
internal static class DropoutMask
{
    public static LayerFunction Create(double probability) => (x, pass) =>
    {
        if (pass.DropoutRandom is not { } random || probability == 0)
            return x[0].alias();
        var mask = new float[x[0].NumberOfElements];
        var keep = (float)(1 / (1 - probability));
        for (var i = 0; i < mask.Length; i++)
            mask[i] = random.NextDouble() < probability ? 0 : keep;
        using var tensor = torch.tensor(mask, x[0].shape).OnTo(x[0].device);
        return x[0].mul(tensor);
    };
}
