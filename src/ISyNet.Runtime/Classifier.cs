using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Images.Decoding;

namespace ISyNet.Runtime;

/// <summary>
/// Names what is in a picture. Models of this product take raw pixels; for a foreign model of three channels ImageNet's
/// normalisation is applied unless another is given. Thread-safe; dispose it.
/// </summary>
public sealed class Classifier : IDisposable
{
    private readonly OnnxModel _model;
    private readonly Normalization? _normalization;

    private Classifier(OnnxModel model, Normalization? normalization)
    {
        _model = model;
        if (!model.Input.IsMap)
            throw new ISyNetException($"{model.Path}: takes {model.Input}, not pictures of channels x height x width");
        _normalization = model.TakesRawPixels ? null : normalization ?? (model.Input.Channels == 3 ? Normalization.ImageNet
            : throw new ISyNetException($"{model.Path}: does not say how its {model.Input.Channels} channels are normalised: give mean and deviation"));
        _normalization?.Check(model.Input.Channels);
    }

    /// <summary>Shape of the pictures that the model takes.</summary>
    public Shape Input => _model.Input;

    /// <summary>Names of the classes; empty when the model has none.</summary>
    public ImmutableArray<string> ClassNames => _model.ClassNames;

    /// <summary>Opens a model file.</summary>
    /// <exception cref="ISyNetException">The file cannot be used; the message names file and reason.</exception>
    public static Classifier Open(string path, Normalization? normalization = null, int threads = 1)
    {
        var model = OnnxModel.Open(path, threads);
        try
        {
            return new Classifier(model, normalization);
        }
        catch (ISyNetException)
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The likeliest classes of a picture file, best first.</summary>
    /// <param name="path">PNG or JPEG; it is scaled and cropped to <see cref="Input"/>.</param>
    /// <param name="top">How many classes at most.</param>
    /// <exception cref="ISyNetException">The picture cannot be read, or the run fails; the message names the file.</exception>
    public ImmutableArray<Prediction> PredictFile(string path, int top = 5) => Predict(ImageDecoder.Decode(path, Input), top);

    /// <summary>The likeliest classes of one picture, best first.</summary>
    /// <param name="pixels">8-bit pixels, channels x height x width of <see cref="Input"/>.</param>
    /// <param name="top">How many classes at most.</param>
    /// <exception cref="ISyNetException">The pixels do not fit, or the run fails.</exception>
    public ImmutableArray<Prediction> Predict(ReadOnlySpan<byte> pixels, int top = 5)
    {
        if (pixels.Length != Input.Elements)
            throw new ISyNetException($"{_model.Path}: {pixels.Length} pixels are no picture of {Input}");
        var sample = new float[pixels.Length];
        var plane = Input.Height * Input.Width;
        for (var i = 0; i < sample.Length; i++)
            sample[i] = _normalization is null ? pixels[i] : ((pixels[i] / 255f) - _normalization.Mean[i / plane]) / _normalization.Std[i / plane];
        return Best(_model.Run(sample), top);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private ImmutableArray<Prediction> Best(float[] logits, int top)
    {
        var highest = logits.Max();
        var exponentials = Array.ConvertAll(logits, logit => Math.Exp(logit - highest));
        var sum = exponentials.Sum();
        return [.. Enumerable.Range(0, logits.Length)
            .OrderByDescending(i => logits[i]).ThenBy(i => i).Take(top)
            .Select(i => new Prediction(i, i < ClassNames.Length ? ClassNames[i] : $"class {i}", exponentials[i] / sum))];
    }
}
