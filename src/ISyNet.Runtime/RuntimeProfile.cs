using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Runtime;

/// <summary>The time of one operator as ONNX Runtime ran it.</summary>
/// <param name="Name">The runtime's name of it: the node's, or one of those that were fused, with endings of its own.</param>
/// <param name="Operator">The operator, such as <c>Conv</c>, <c>ReorderOutput</c>.</param>
/// <param name="MedianMs">Median over the runs, in milliseconds.</param>
public sealed record OperatorTime(string Name, string Operator, double MedianMs);

/// <summary>Where the time of a model goes, by ONNX Runtime's own profiler. Profiling takes time itself: whole latencies come from <see cref="RuntimeLatency"/>.</summary>
public static class RuntimeProfile
{
    private const string Suffix = "_kernel_time";

    /// <summary>Times every operator, in the order in which they run.</summary>
    /// <exception cref="ISyNetException">The model cannot be opened or run.</exception>
    public static ImmutableArray<OperatorTime> Measure(string modelPath, LatencyRecipe? recipe = null, CancellationToken cancellation = default)
    {
        recipe ??= new LatencyRecipe();
        var folder = Directory.CreateTempSubdirectory("isynet-profile-");
        try
        {
            string file;
            using (var model = OnnxModel.Open(modelPath, recipe.Threads, Path.Combine(folder.FullName, "profile")))
            {
                var samples = new float[checked((int)(recipe.Batch * model.Input.Elements))];
                using var batch = model.Prepare(samples, recipe.Batch);
                for (var run = -recipe.WarmUpRuns; run < recipe.Runs; run++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    batch.Run();
                }

                file = model.EndProfiling();
            }

            return Read(file, recipe.WarmUpRuns);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ISyNetException($"{modelPath}: cannot be profiled: {ErrorText.OneLine(error.Message)}", error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ImmutableArray<OperatorTime> Read(string file, int warmUpRuns)
    {
        using var stream = File.OpenRead(file);
        using var profile = JsonDocument.Parse(stream);
        return
        [
            .. profile.RootElement.EnumerateArray()
                .Where(e => e.GetProperty("cat").GetString() == "Node" && e.GetProperty("name").GetString()!.EndsWith(Suffix, StringComparison.Ordinal))
                .GroupBy(e => e.GetProperty("name").GetString()!)
                .Select(runs =>
                {
                    var times = runs.Skip(warmUpRuns).Select(e => e.GetProperty("dur").GetDouble()).Order().ToArray();
                    return new OperatorTime(
                        runs.Key[..^Suffix.Length], runs.First().GetProperty("args").GetProperty("op_name").GetString() ?? "",
                        times.Length == 0 ? 0 : (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2 * 1e-3);
                }),
        ];
    }
}
