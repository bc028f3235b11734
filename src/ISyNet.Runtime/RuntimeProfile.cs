using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Runtime;

/// <summary>The time of one operator as ONNX Runtime ran it.</summary>
/// <param name="Name">The runtime's name of it: the node's, or one of those that were fused, with endings of its own.</param>
/// <param name="Operator">The operator, such as <c>Conv</c>, <c>ReorderOutput</c>.</param>
/// <param name="Ms">Mean of the fastest quarter of the runs, in milliseconds: the profiler counts whole microseconds, and other programs only lengthen runs.</param>
/// <param name="Inputs">The dimensions of its inputs, the batch first.</param>
/// <param name="Output">The dimensions of its first output.</param>
public sealed record OperatorTime(string Name, string Operator, double Ms, ImmutableArray<ImmutableArray<int>> Inputs, ImmutableArray<int> Output);

/// <summary>The operators of a model with their times.</summary>
/// <param name="Operators">In the order in which they run.</param>
/// <param name="ReferenceMs">Lower quartile of the times of the reference model alongside, in milliseconds; null without one.</param>
public sealed record OperatorProfile(ImmutableArray<OperatorTime> Operators, double? ReferenceMs);

/// <summary>Where the time of a model goes, by ONNX Runtime's own profiler. Profiling takes time itself: whole latencies come from <see cref="RuntimeLatency"/>.</summary>
public static class RuntimeProfile
{
    private const string Suffix = "_kernel_time";

    /// <summary>Times every operator, in the order in which they run.</summary>
    /// <exception cref="ISyNetException">The model cannot be opened or run.</exception>
    public static OperatorProfile Measure(string modelPath, LatencyRecipe? recipe = null, CancellationToken cancellation = default)
    {
        recipe ??= new LatencyRecipe();
        var folder = Directory.CreateTempSubdirectory("isynet-profile-");
        try
        {
            string file;
            double? reference = null;
            using (var model = OnnxModel.Open(modelPath, recipe.Threads, Path.Combine(folder.FullName, "profile")))
            {
                var samples = new float[checked((int)(recipe.Batch * model.Input.Elements))];
                using var batch = model.Prepare(samples, recipe.Batch);
                using var timer = recipe.Reference is { } small ? new ReferenceTimer(small) : null;
                for (var run = -recipe.WarmUpRuns; run < recipe.Runs; run++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    timer?.Run();
                    batch.Run();
                }

                reference = timer?.Ms;
                file = model.EndProfiling();
            }

            return new OperatorProfile(Read(file, recipe.WarmUpRuns), reference);
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
                    var about = runs.First().GetProperty("args");
                    return new OperatorTime(
                        runs.Key[..^Suffix.Length], about.GetProperty("op_name").GetString() ?? "", times.Length == 0 ? 0 : times.Take((times.Length + 3) / 4).Average() * 1e-3,
                        Shapes(about, "input_type_shape"), Shapes(about, "output_type_shape").FirstOrDefault([]));
                }),
        ];
    }

    // A list of objects with one shape each, by the type of the elements.
    private static ImmutableArray<ImmutableArray<int>> Shapes(JsonElement about, string name) => about.TryGetProperty(name, out var shapes)
        ? [.. shapes.EnumerateArray().SelectMany(s => s.EnumerateObject()).Select(s => s.Value.EnumerateArray().Select(d => d.GetInt32()).ToImmutableArray())] : [];
}
