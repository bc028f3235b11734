using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Images;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ISyNet.Runtime;

/// <summary>
/// A network as an ONNX file, opened by ONNX Runtime: numbers in, one output out, for any number types in the file. Thread-safe; dispose it.
/// </summary>
public sealed class OnnxModel : IDisposable
{
    private const int DefaultBatch = 32;
    private const int ImagesPerRun = 250;

    private readonly InferenceSession _session;
    private readonly ModelBinding _binding;

    private OnnxModel(string path, InferenceSession session, ModelBinding binding)
    {
        (Path, _session, _binding) = (path, session, binding);
        foreach (var (name, input) in session.InputMetadata)
        {
            if (!input.IsTensor || !TensorValues.Supports(input.ElementDataType) && !(name != binding.Input && input.ElementDataType == TensorElementType.Bool))
                throw new ISyNetException($"{path}: input '{name}' is {(input.IsTensor ? $"of the type {input.ElementDataType}" : "not a tensor")}, which is not supported");
        }

        if (!TensorValues.IsFloating(session.OutputMetadata[binding.Output].ElementDataType))
            throw new ISyNetException($"{path}: output '{binding.Output}' is not a tensor of floating-point numbers");
        Metadata = MetadataOf(session);
        ClassNames = ModelNames.Read(path, Metadata);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Version of ONNX Runtime.</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>Shape of one sample.</summary>
    public Shape Input => _binding.Sample;

    /// <summary>The model's metadata (our keys are in <see cref="Onnx.Export.OnnxMetadata"/>).</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>Names of the classes in the order of the logits; empty when the file has none.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>Whether this product wrote the file, with raw pixels 0..255 as input.</summary>
    public bool TakesRawPixels => PictureDecision.TakesRawPixels(Metadata);

    /// <summary>Opens a model file. It uses the only input, or the only one with the four dimensions of pictures, and the first output.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">Threads within one operator; stated, because the runtime's own choice depends on the machine.</param>
    /// <exception cref="ISyNetException">The file cannot be read or ONNX Runtime refuses it; the message names file and reason.</exception>
    public static OnnxModel Open(string path, int threads = 1) => Open(path, threads, null);

    /// <summary>The same, the time of every operator written to a file of this prefix when it is not null (<see cref="EndProfiling"/>).</summary>
    internal static OnnxModel Open(string path, int threads, string? profilePrefix, Func<InferenceSession, ModelBinding>? bind = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new ISyNetException($"{path}: there is no such file");
        using var options = RuntimeOptions.Create(threads);
        if (profilePrefix is not null)
        {
            // In this order: switching on takes the prefix that is set by then.
            options.ProfileOutputPathPrefix = profilePrefix;
            options.EnableProfiling = true;
        }

        InferenceSession? session = null;
        try
        {
            session = new InferenceSession(path, options);
            return new OnnxModel(path, session, bind is null ? ModelBinding.Default(path, session) : bind(session));
        }
        catch (OnnxRuntimeException error)
        {
            session?.Dispose();
            throw RuntimeRefusal.Create(path, error);
        }
        catch (ISyNetException)
        {
            session?.Dispose();
            throw;
        }
    }

    internal static ImmutableSortedDictionary<string, string> MetadataOf(InferenceSession session) =>
        session.ModelMetadata.CustomMetadataMap.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Runs samples in bounded batches.</summary>
    /// <param name="samples">Samples one after the other, each of <see cref="Input"/> in row-major order.</param>
    /// <param name="batch">Most samples at once; a file of fixed batch takes its own.</param>
    /// <param name="progress">Told the number of samples done.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <returns>The output of every sample, one after the other.</returns>
    /// <exception cref="ISyNetException">The samples do not fit, or the run fails.</exception>
    public float[] Run(ReadOnlySpan<float> samples, int batch = DefaultBatch, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        var size = checked((int)Input.Elements);
        if (samples.Length % size != 0)
            throw new ISyNetException($"{Path}: {samples.Length} values are no whole number of samples of {Input}");
        var count = samples.Length / size;
        batch = FixedRows ?? Math.Min(batch, Math.Max(1, count));
        var results = Array.Empty<float>();
        for (var start = 0; start < count; start += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = Math.Min(batch, count - start);
            var rows = FixedRows ?? part;
            var buffer = new float[rows * size];
            samples.Slice(start * size, part * size).CopyTo(buffer);
            var output = RunBatch(buffer, rows);
            var width = output.Length / rows;
            if (width * rows != output.Length)
                throw new ISyNetException($"{Path}: output '{_binding.Output}' has {output.Length} values for {rows} samples");
            if (start == 0)
                results = new float[count * width];
            output.AsSpan(0, part * width).CopyTo(results.AsSpan(start * width));
            progress?.Report(start + part);
        }

        return results;
    }

    /// <summary>The logits of images, as raw pixels, one image after the other.</summary>
    /// <param name="images">The images.</param>
    /// <param name="progress">Receives the number of finished images.</param>
    /// <param name="cancellation">Checked between batches.</param>
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
        using var batch = Prepare(buffer, rows);
        return batch.Run();
    }

    /// <summary>A batch of inputs, which can be run once or many times.</summary>
    /// <exception cref="ISyNetException">The file fixes another batch.</exception>
    internal ModelBatch Prepare(float[] buffer, int rows) => FixedRows is null || FixedRows == rows
        ? new ModelBatch(Path, _session, _binding, buffer, rows)
        : throw new ISyNetException($"{Path}: its batch is fixed at {FixedRows}, not {rows}");

    // Without a batch dimension, each run has one sample.
    private int? FixedRows => _binding.HasBatch ? _binding.FixedBatch : 1;

    /// <summary>The file of the profile, whole.</summary>
    internal string EndProfiling() => _session.EndProfiling();

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
