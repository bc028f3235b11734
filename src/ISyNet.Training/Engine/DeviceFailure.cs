using System.Globalization;
using System.Runtime.InteropServices;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Engine;

/// <summary>Describes the failure of a CUDA device in one line: what failed, and what to do.</summary>
internal static class DeviceFailure
{
    private const string Memory = "out of memory";
    private static readonly string[] Device = ["CUDA error", "CUDA driver error", "cuDNN error", "CUDNN_STATUS", "CUBLAS_STATUS", "cublas", "NVML"];

    /// <param name="error">The error from libtorch.</param>
    /// <param name="compute">The device and its arithmetic.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="kept">The state to continue from, in words; null if there is none.</param>
    /// <returns>The line; null if the error does not come from the device.</returns>
    public static string? Describe(Exception error, ComputeSettings compute, LearningRecipe recipe, string? kept)
    {
        if (!compute.Accelerator.IsCuda || error is not (ExternalException or InvalidOperationException or AggregateException))
            return null;
        var message = error.GetBaseException().Message.Split('\n')[0].Trim();
        var device = $"{compute.Accelerator} ({compute.Arithmetic.Device})";
        if (message.Contains(Memory, StringComparison.OrdinalIgnoreCase))
        {
            var (batch, parts) = (recipe.BatchSize / 2, recipe.Accumulation * 2);
            var advice = batch > 0
                ? string.Create(CultureInfo.InvariantCulture, $"set batchSize {batch} and accumulation {parts} in the recipe: the same images per step in half of the memory")
                : "use a device with more memory";
            return $"{device} is out of memory with batches of {recipe.BatchSize} images: {advice}{(kept is null ? "" : $"; {kept}")}";
        }

        return Array.Exists(Device, mark => message.Contains(mark, StringComparison.Ordinal))
            ? $"{device} failed: {message}; {(kept is null ? "there is no checkpoint: start again" : $"{kept}: run the same command again to continue")}"
            : null;
    }
}
