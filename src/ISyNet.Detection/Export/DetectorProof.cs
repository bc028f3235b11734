using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Images.Judging;
using ISyNet.Onnx.Export;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Detection.Export;

/// <summary>
/// Compares an exported detector in ONNX Runtime with the training framework: the class logits and the distances of every position, before scores,
/// boxes and suppression. If the file contains the suppression, they are read before it.
/// </summary>
public static class DetectorProof
{
    private const int Batch = 16;

    /// <summary>Runs both.</summary>
    /// <param name="path">The exported file.</param>
    /// <param name="detector">The detector that was exported.</param>
    /// <param name="data">Name of the pictures.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="pixels">A picture's 8-bit pixels, CHW, of the detector's input.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ISyNetException">The file cannot be run, or belongs to another detector.</exception>
    public static ExportProof Compare(string path, Detector detector, string data, int count, Func<int, byte[]> pixels, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(pixels);
        using var torch = new TorchDetector(detector);
        var (session, input, outputs) = Open(path);
        using var opened = session;
        var (logits, distances) = (new OutputComparison(), new OutputComparison());
        for (var start = 0; start < count; start += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var pictures = Enumerable.Range(start, Math.Min(Batch, count - start)).Select(pixels).ToArray();
            var reference = torch.Raw(pictures);
            var exported = Run(path, session, input, outputs, pictures, detector.Design.Input);
            logits.Add(reference.Logits, exported[0]);
            distances.Add(reference.LogDistances, exported[1]);
        }

        return OutputComparison.Proof(data, count, logits, distances);
    }

    private static (InferenceSession Session, string Input, string[] Outputs) Open(string path)
    {
        var model = ExportedModel.Read(path);
        string[] outputs = DetectionTail.RawValues(model) is { } inside ? [inside.Logits, inside.LogDistances] : [.. model.Outputs];
        try
        {
            using var options = Runtime.RuntimeOptions.Create(1);
            return (new InferenceSession(model.WithOutputs(outputs), options), model.Input, outputs);
        }
        catch (OnnxRuntimeException error)
        {
            throw new DetectionException($"{path}: ONNX Runtime refuses it: {ErrorText.OneLine(error.Message)}", error);
        }
    }

    private static float[][] Run(string path, InferenceSession session, string name, string[] outputs, byte[][] pictures, Shape shape)
    {
        try
        {
            var pixels = pictures.SelectMany(picture => picture.Select(pixel => (float)pixel)).ToArray();
            using var input = OrtValue.CreateTensorValueFromMemory(pixels, [pictures.Length, .. shape.Dims.Select(d => (long)d)]);
            using var run = new RunOptions();
            using var values = session.Run(run, [name], [input], outputs);
            return [.. values.Select(value => value.GetTensorDataAsSpan<float>().ToArray())];
        }
        catch (OnnxRuntimeException error)
        {
            throw new DetectionException($"{path}: the run failed: {ErrorText.OneLine(error.Message)}", error);
        }
    }
}
