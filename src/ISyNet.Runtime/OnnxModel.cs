using System.Collections.Immutable;
using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Onnx.Export;
using ISyNet.Images;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Runtime;

/// <summary>
/// A classification network as an ONNX file, opened by ONNX Runtime: floats in, the first output out. Thread-safe; dispose it.
/// </summary>
public sealed class OnnxModel : IDisposable
{
    private const int DefaultBatch = 32;
    private const int ImagesPerRun = 250;

    private readonly InferenceSession _session;
    private readonly string _input;
    private readonly string _output;
    private readonly int? _fixedBatch;

    private OnnxModel(string path, InferenceSession session)
    {
        Path = path;
        _session = session;
        if (session.InputMetadata.Count != 1)
            throw new ISyNetException($"{path}: has {session.InputMetadata.Count} inputs; one is expected");
        var (name, input) = session.InputMetadata.First();
        if (!input.IsTensor || input.ElementType != typeof(float) || input.Dimensions.Length < 2 || input.Dimensions.Skip(1).Any(d => d < 1))
            throw new ISyNetException($"{path}: input '{name}' is no float tensor of a batch and known dimensions");
        (_input, _output) = (name, session.OutputNames[0]);
        if (session.OutputMetadata[_output].ElementType != typeof(float))
            throw new ISyNetException($"{path}: output '{_output}' is no float tensor");
        _fixedBatch = input.Dimensions[0] > 0 ? input.Dimensions[0] : null;
        Input = new Shape(input.Dimensions.AsSpan(1));
        Metadata = session.ModelMetadata.CustomMetadataMap.ToImmutableSortedDictionary(StringComparer.Ordinal);
        ClassNames = Names(path, Metadata);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Version of ONNX Runtime.</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>Shape of one sample.</summary>
    public Shape Input { get; }

    /// <summary>The model's metadata (keys of ours are in <see cref="OnnxMetadata"/>).</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>Names of the classes in the order of the logits; empty when the file has none.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>Whether this product wrote the file, with raw pixels 0..255 as input.</summary>
    public bool TakesRawPixels => Metadata.GetValueOrDefault(OnnxMetadata.Input)?.Contains("raw pixels", StringComparison.Ordinal) ?? false;

    /// <summary>Opens a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">Threads within one operator; stated, because the runtime's own choice depends on the machine.</param>
    /// <exception cref="ISyNetException">The file cannot be read or ONNX Runtime refuses it; the message names file and reason.</exception>
    public static OnnxModel Open(string path, int threads = 1) => Open(path, threads, null);

    /// <summary>The same, the time of every operator written to a file of this prefix when it is not null (<see cref="EndProfiling"/>).</summary>
    internal static OnnxModel Open(string path, int threads, string? profilePrefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new ISyNetException($"{path}: there is no such file");
        using var options = RuntimeOptions.Create(threads);
        if (profilePrefix is not null)
            (options.EnableProfiling, options.ProfileOutputPathPrefix) = (true, profilePrefix);
        InferenceSession? session = null;
        try
        {
            session = new InferenceSession(path, options);
            return new OnnxModel(path, session);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ISyNetException($"{path}: ONNX Runtime refuses it: {ErrorText.OneLine(error.Message)}", error);
        }
        catch (ISyNetException)
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Runs samples in bounded batches.</summary>
    /// <param name="samples">Samples one after the other, each of <see cref="Input"/> in row-major order.</param>
    /// <param name="batch">Most samples at once; a file of fixed batch takes its own.</param>
    /// <param name="progress">Told the number of samples done.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>The first output of every sample, one after the other.</returns>
    /// <exception cref="ISyNetException">The samples do not fit, or the run fails.</exception>
    public float[] Run(ReadOnlySpan<float> samples, int batch = DefaultBatch, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        var size = checked((int)Input.Elements);
        if (samples.Length % size != 0)
            throw new ISyNetException($"{Path}: {samples.Length} values are no whole number of samples of {Input}");
        var count = samples.Length / size;
        batch = _fixedBatch ?? Math.Min(batch, Math.Max(1, count));
        var results = Array.Empty<float>();
        for (var start = 0; start < count; start += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = Math.Min(batch, count - start);
            var rows = _fixedBatch ?? part;
            var buffer = new float[rows * size];
            samples.Slice(start * size, part * size).CopyTo(buffer);
            var output = RunBatch(buffer, rows);
            var width = output.Length / rows;
            if (start == 0)
                results = new float[count * width];
            output.AsSpan(0, part * width).CopyTo(results.AsSpan(start * width));
            progress?.Report(start + part);
        }

        return results;
    }

    /// <summary>The logits of images, as raw pixels, one image after the other.</summary>
    /// <param name="images">The images.</param>
    /// <param name="progress">Told the number of images done.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="ISyNetException">The model takes other images, or no raw pixels.</exception>
    public float[] Logits(ImageSet images, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (Input != images.Shape)
            throw new ISyNetException($"{Path}: takes {Input}, but the images of {images.Name} are {images.Shape}");
        if (!TakesRawPixels)
            throw new ISyNetException($"{Path}: does not take raw pixels: export it with its normalisation");
        var size = (int)images.Shape.Elements;
        var logits = new List<float>();
        for (var start = 0; start < images.Count; start += ImagesPerRun)
        {
            var count = Math.Min(ImagesPerRun, images.Count - start);
            var samples = new float[count * size];
            var first = start;
            images.ForEach(count, i =>
            {
                var pixels = images[first + i];
                for (var p = 0; p < size; p++)
                    samples[(i * size) + p] = pixels[p];
            });
            logits.AddRange(Run(samples, cancellation: cancellation));
            progress?.Report(start + count);
        }

        return [.. logits];
    }

    /// <summary>Runs one batch as it is.</summary>
    internal float[] RunBatch(float[] buffer, int rows)
    {
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(buffer, [rows, .. Input.Dims.Select(d => (long)d)]);
            using var run = new RunOptions();
            using var outputs = _session.Run(run, [_input], [input], [_output]);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }
        catch (OnnxRuntimeException error)
        {
            throw new ISyNetException($"{Path}: the run failed: {ErrorText.OneLine(error.Message)}", error);
        }
    }

    /// <summary>The file of the profile, whole.</summary>
    internal string EndProfiling() => _session.EndProfiling();

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static ImmutableArray<string> Names(string path, ImmutableSortedDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(OnnxMetadata.ClassNames, out var json))
            return [];
        try
        {
            return [.. JsonSerializer.Deserialize<string[]>(json) ?? []];
        }
        catch (JsonException error)
        {
            throw new ISyNetException($"{path}: its metadata '{OnnxMetadata.ClassNames}' is no JSON list of names", error);
        }
    }
}
