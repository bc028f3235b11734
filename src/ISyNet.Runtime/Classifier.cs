using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Decoding;
using ISyNet.Onnx.Signatures;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Runtime;

/// <summary>
/// Classifies pictures. Input and output of the model are read from its file; <see cref="ClassifierOptions"/> gives what the file does not say.
/// The rest is assumed, and <see cref="Assumed"/> lists it. Thread-safe; dispose it.
/// </summary>
public sealed class Classifier : IDisposable
{
    private const int ImagesPerRun = 250;

    private readonly OnnxModel _model;
    private readonly ClassOutput _output;

    private Classifier(OnnxModel model, PictureInput picture, ClassOutput output) => (_model, Picture, _output) = (model, picture, output);

    /// <summary>The conversion of a picture to the input of the model.</summary>
    public PictureInput Picture { get; }

    /// <summary>Shape of the pictures that the model takes: channels x height x width, for any order in the model.</summary>
    public Shape Input => Picture.Shape;

    /// <summary>Names of the classes; empty when the model has none.</summary>
    public ImmutableArray<string> ClassNames => _model.ClassNames;

    /// <summary>The output with the classes.</summary>
    public string Output => _output.Name;

    /// <summary>The assumptions, each with the command-line option that replaces it.</summary>
    public ImmutableArray<string> Assumed => _output.Assumed is { } assumed ? [.. Picture.Assumed, assumed] : Picture.Assumed;

    /// <summary>Opens a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say about the model.</param>
    /// <param name="threads">Threads within one operator.</param>
    /// <exception cref="ISyNetException">The file cannot be used, is not a classifier of pictures, or an option is needed; the message gives file and reason.</exception>
    public static Classifier Open(string path, ClassifierOptions? options = null, int threads = 1)
    {
        options ??= new ClassifierOptions();
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new ISyNetException($"{path}: there is no such file");
        var signature = ModelSignature.Read(path);
        PictureInput? picture = null;
        ClassOutput? output = null;
        var model = OnnxModel.Open(path, threads, null, session =>
        {
            (var binding, picture, output) = Bind(path, signature, session, options);
            return binding;
        });
        return new Classifier(model, picture!, output!);
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
        Picture.Fill(pixels, sample);
        var values = _model.Run(sample);
        if (values.Length != _output.Classes)
            throw new ISyNetException($"{_model.Path}: output '{Output}' has {values.Length} values for a picture, not {_output.Classes}");
        try
        {
            return Best(_output.Probabilities(values), top);
        }
        catch (ISyNetException error)
        {
            throw new ISyNetException($"{_model.Path}: {error.Message}", error);
        }
    }

    /// <summary>The values of the classes for images, one image after the other; larger is more likely. A single value becomes two: against and for.</summary>
    /// <param name="images">The images.</param>
    /// <param name="progress">Receives the number of finished images.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <exception cref="ISyNetException">The model takes other images, or the run fails.</exception>
    public float[] Scores(ImageSet images, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (Input != images.Shape)
            throw new ISyNetException($"{_model.Path}: takes {Input}, but the images of {images.Name} are {images.Shape}");
        var size = (int)Input.Elements;
        var scores = new List<float>();
        for (var start = 0; start < images.Count; start += ImagesPerRun)
        {
            var (first, count) = (start, Math.Min(ImagesPerRun, images.Count - start));
            var samples = new float[count * size];
            images.ForEach(count, i => Picture.Fill(images[first + i], samples.AsSpan(i * size, size)));
            var values = _model.Run(samples, cancellation: cancellation);
            if (values.Length != count * _output.Classes)
                throw new ISyNetException($"{_model.Path}: output '{Output}' has {values.Length} values for {count} pictures, not {_output.Classes} each");
            scores.AddRange(_output.Classes > 1 ? values : values.SelectMany(value => Pair(_output.Probabilities([value])[0])));
            progress?.Report(start + count);
        }

        return [.. scores];

        static float[] Pair(double probability) => [(float)(1 - probability), (float)probability];
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private static (ModelBinding Binding, PictureInput Picture, ClassOutput Output) Bind(string path, ModelSignature signature, InferenceSession session, ClassifierOptions options)
    {
        var input = PictureOf(path, signature);
        if (!session.InputMetadata.TryGetValue(input.Name, out var declared) || !declared.IsTensor)
            throw new ISyNetException($"{path}: its input '{input.Name}' is no tensor, so no picture");
        var dims = PictureDims.FromSignature(input) ?? throw new ISyNetException($"{path}: takes {input}, not pictures of channels, height and width");
        var form = PictureDecision.Make(path, signature, input, options, classes: 0);
        var binding = new ModelBinding(input.Name, SampleOf(form, dims), dims.HasBatch, dims.HasBatch && !input.Dims.IsDefault ? input.Dims[0] : null, session.OutputNames[0]);
        if ((binding.FixedBatch ?? 1) * binding.Sample.Elements > ModelBatch.MostValues)
            throw new ISyNetException($"{path}: takes {(binding.FixedBatch is { } batch ? $"{batch} pictures" : "pictures")} of {form.Shape} at once, more than the {ModelBatch.MostValues} values that are given");
        var forms = OutputForms.Read(path, session, binding);
        var names = ModelNames.Read(path, OnnxModel.MetadataOf(session));
        var output = ClassOutputDecision.Make(path, signature, forms, options, names.Length);
        if (signature.Outputs.First(o => o.Name == output.Name).Inputs.FirstOrDefault(name => name != input.Name) is { } other)
            throw new ISyNetException($"{path}: the classes also depend on '{other}', not only on the picture '{input.Name}': export the model with the picture as its only input");
        // If the file fixes the batch of the output, larger batches cannot be run.
        if (binding is { HasBatch: true, FixedBatch: null } && session.OutputMetadata[output.Name].Dimensions is [1, _, ..])
            binding = binding with { FixedBatch = 1 };
        return (binding with { Output = output.Name }, PictureDecision.Make(path, signature, input, options, output.Classes), output);
    }

    private static InputSignature PictureOf(string path, ModelSignature signature)
    {
        if (signature.Inputs is [var only])
            return only;
        InputSignature[] pictures = [.. signature.Inputs.Where(input => !input.Dims.IsDefault && input.Dims.Length == 4)];
        return pictures is [var picture] ? picture
            : throw new ISyNetException($"{path}: has {signature.Inputs.Length} inputs ({string.Join(", ", signature.Inputs.Take(5))}); one picture is expected");
    }

    private static Shape SampleOf(PictureInput picture, PictureDims dims)
    {
        var (channels, height, width) = (picture.Shape.Channels, picture.Shape.Height, picture.Shape.Width);
        return dims.IsFlat ? new Shape(channels * height * width)
            : dims.IsImplied ? new Shape(height, width)
            : picture.Layout == PictureLayout.ChannelsLast ? new Shape(height, width, channels)
            : new Shape(channels, height, width);
    }

    private ImmutableArray<Prediction> Best(double[] probabilities, int top)
    {
        if (probabilities is [var yes] && ClassNames.Length == 2)
            probabilities = [1 - yes, yes];
        return [.. Enumerable.Range(0, probabilities.Length)
            .OrderByDescending(i => probabilities[i]).ThenBy(i => i).Take(top)
            .Select(i => new Prediction(i, i < ClassNames.Length ? ClassNames[i] : $"class {i}", probabilities[i]))];
    }
}
