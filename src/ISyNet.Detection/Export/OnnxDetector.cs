using System.Collections.Immutable;
using System.Text.Json;
using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Onnx.Export;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Detection.Export;

/// <summary>An exported detector in ONNX Runtime. Thread-safe; dispose it.</summary>
public sealed class OnnxDetector : IPictureDetector
{
    private static readonly string[] Outputs = ["boxes", "scores", "classes", "images"];
    private readonly InferenceSession _session;
    private readonly string _path;
    private readonly string _input;

    private OnnxDetector(string path, InferenceSession session)
    {
        (_path, _session) = (path, session);
        var metadata = session.ModelMetadata.CustomMetadataMap;
        if (metadata.GetValueOrDefault(DetectorExport.TaskKey) != DetectorExport.Task || Outputs.Except(session.OutputNames).Any() || session.InputMetadata.Count != 1)
            throw new DetectionException($"{path}: is not a detector written by 'isynet detect export'");
        var (name, input) = session.InputMetadata.First();
        if (input.ElementType != typeof(float) || input.Dimensions.Length != 4 || input.Dimensions.Skip(1).Any(d => d < 1))
            throw new DetectionException($"{path}: input '{name}' is not a batch of pictures");
        _input = name;
        Input = new Shape(input.Dimensions.AsSpan(1));
        try
        {
            ClassNames = [.. JsonSerializer.Deserialize<string[]>(metadata.GetValueOrDefault(OnnxMetadata.ClassNames) ?? "[]") ?? []];
        }
        catch (JsonException error)
        {
            throw new DetectionException($"{path}: its metadata '{OnnxMetadata.ClassNames}' is not a JSON list of names", error);
        }
    }

    /// <inheritdoc/>
    public Shape Input { get; }

    /// <inheritdoc/>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">Threads within one operator.</param>
    /// <exception cref="ISyNetException">It cannot be read or is not a detector of this product; the message names file and reason.</exception>
    public static OnnxDetector Open(string path, int threads = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new DetectionException($"{path}: there is no such file");
        InferenceSession? session = null;
        try
        {
            using var options = Runtime.RuntimeOptions.Create(threads);
            session = new InferenceSession(path, options);
            return new OnnxDetector(path, session);
        }
        catch (OnnxRuntimeException error)
        {
            throw new DetectionException($"{path}: ONNX Runtime refuses it: {ErrorText.OneLine(error.Message)}", error);
        }
        catch (ISyNetException)
        {
            session?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ImmutableArray<FoundObject>> Detect(IReadOnlyList<byte[]> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var found = Enumerable.Range(0, pictures.Count).Select(_ => ImmutableArray.CreateBuilder<FoundObject>()).ToArray();
        if (pictures.Count == 0)
            return [];
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(Floats(pictures), [pictures.Count, .. Input.Dims.Select(d => (long)d)]);
            using var run = new RunOptions();
            using var outputs = _session.Run(run, [_input], [input], Outputs);
            var boxes = outputs[0].GetTensorDataAsSpan<float>();
            var scores = outputs[1].GetTensorDataAsSpan<float>();
            var classes = outputs[2].GetTensorDataAsSpan<long>();
            var images = outputs[3].GetTensorDataAsSpan<long>();
            for (var i = 0; i < scores.Length; i++)
            {
                var box = new Corners(boxes[4 * i], boxes[(4 * i) + 1], boxes[(4 * i) + 2], boxes[(4 * i) + 3]);
                found[images[i]].Add(new FoundObject((int)classes[i], scores[i], box));
            }
        }
        catch (OnnxRuntimeException error)
        {
            throw new DetectionException($"{_path}: the run failed: {ErrorText.OneLine(error.Message)}", error);
        }

        return [.. found.Select(list => list.ToImmutable())];
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private float[] Floats(IReadOnlyList<byte[]> pictures)
    {
        var size = (int)Input.Elements;
        var buffer = new float[pictures.Count * size];
        for (var i = 0; i < pictures.Count; i++)
        {
            if (pictures[i].Length != size)
                throw new DetectionException($"{_path}: a picture of {pictures[i].Length} pixels is not {Input}");
            for (var p = 0; p < size; p++)
                buffer[(i * size) + p] = pictures[i][p];
        }

        return buffer;
    }
}
