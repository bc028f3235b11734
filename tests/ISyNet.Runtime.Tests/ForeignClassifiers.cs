using CsCheck;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Onnx.Signatures;

namespace ISyNet.Runtime.Tests;

/// <summary>
/// Classifiers of other programs. Each model gives the mean of every channel as it is fed: what a class prints tells what the model was given.
/// </summary>
public sealed class ForeignClassifiers : IDisposable
{
    private const int Side = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-foreign-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(PictureModel.Float)]
    [InlineData(PictureModel.Float16)]
    [InlineData(PictureModel.Double)]
    [InlineData(PictureModel.UInt8)]
    [InlineData(PictureModel.Int32)]
    [InlineData(PictureModel.Int64)]
    public void Every_type_of_numbers_is_given_and_read(int type)
    {
        var result = type is PictureModel.Float16 or PictureModel.Double ? type : PictureModel.Float;
        var model = new PictureModel().Input("x", type, "N", 3, Side, Side).Output("y", result, "N", 3);
        if (type == result)
            model.Node("ReduceMean x > y", ("axes", new[] { 2, 3 }), ("keepdims", 0));
        else
            model.Node("Cast x > f", ("to", PictureModel.Float)).Node("ReduceMean f > y", ("axes", new[] { 2, 3 }), ("keepdims", 0));
        var scale = type == result ? 1 / 255.0 : 1;
        Assert.Equal([250 * scale, 120 * scale, 10 * scale], Given(model, Picture(250, 120, 10)), Near(0.2 * scale));
    }

    [Theory]
    [InlineData("first")]
    [InlineData("last")]
    [InlineData("turned")]
    [InlineData("fixed batch")]
    [InlineData("no batch")]
    [InlineData("free size")]
    [InlineData("no shape")]
    public void Every_form_of_pictures_is_given(string form)
    {
        object?[] dims = form switch
        {
            "first" => ["N", 3, Side, Side],
            "last" => ["N", Side, Side, 3],
            "turned" => ["N", 3, Side, 3],
            "fixed batch" => [4, 3, Side, Side],
            "no batch" => [3, Side, Side],
            "free size" => ["N", 3, "H", "W"],
            _ => ["N", null, null, null],
        };
        var model = new PictureModel().Input("x", PictureModel.Float, dims).Output("y", PictureModel.Float, form == "no batch" ? [3] : [dims[0], 3]);
        if (form == "turned")
            model.Node("Transpose x > t", ("perm", new[] { 0, 3, 1, 2 })).Node("ReduceMean t > y", ("axes", new[] { 2, 3 }), ("keepdims", 0));
        else
            model.Node("ReduceMean x > y", ("axes", form == "last" ? [1, 2] : new[] { -2, -1 }), ("keepdims", 0));
        using var classifier = Open(model);
        Assert.Equal(form is "last" or "turned" ? PictureLayout.ChannelsLast : PictureLayout.ChannelsFirst, classifier.Picture.Layout);
        Assert.Equal(form switch { "turned" => Shape.Map(3, 3, Side), "free size" or "no shape" => Shape.Map(3, 224, 224), _ => Shape.Map(3, Side, Side) }, classifier.Input);
        var given = Given(classifier, Picture(classifier.Input, 250, 120, 10));
        Assert.Equal([250 / 255.0, 120 / 255.0, 10 / 255.0], given, Near(1e-4));
        Assert.Equal(form is "free size" or "no shape", classifier.Assumed.Any(line => line.Contains("--input", StringComparison.Ordinal)));
    }

    [Fact]
    public void One_channel_and_rows_of_pixels_are_grey()
    {
        foreach (object?[] dims in new object?[][] { ["N", 1, Side, Side], ["N", Side, Side, 1], [1, Side, Side], ["N", Side, Side], ["N", Side * Side] })
        {
            var axes = Enumerable.Range(1, dims.Length - 1).ToArray();
            var model = new PictureModel().Input("x", PictureModel.Float, dims).Output("y", PictureModel.Float, "N").Node("ReduceMean x > y", ("axes", axes), ("keepdims", 0));
            using var classifier = Open(model, new() { Logits = false });
            Assert.Equal(Shape.Map(1, Side, Side), classifier.Input);
            Assert.Equal(51 / 255.0, classifier.Predict(Picture(classifier.Input, 51))[0].Probability, 1e-6);
        }
    }

    [Fact]
    public void Two_dimensions_that_can_be_the_channels_are_asked_for()
    {
        var model = new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, 3).Output("y", PictureModel.Float, "N", 3).Node("ReduceMean x > y", ("axes", new[] { 1, 2 }), ("keepdims", 0));
        Assert.Contains("give --layout nchw or --layout nhwc", Refusal(model));
        using var classifier = Open(model, new() { Layout = PictureLayout.ChannelsLast });
        Assert.Equal(Shape.Map(3, 3, Side), classifier.Input);
        Assert.Contains("takes 4 channels", Refusal(new PictureModel().Input("x", PictureModel.Float, "N", 4, Side, Side).Output("y", PictureModel.Float, "N", 4).Node("ReduceMean x > y", ("axes", new[] { 2, 3 }), ("keepdims", 0))));
    }

    [Theory]
    [InlineData("bytes divided", 1)]
    [InlineData("mean of bytes", 1)]
    [InlineData("batch norm of bytes", 1)]
    [InlineData("mean and deviation", 1 / 255.0)]
    [InlineData("twice less one", 1 / 255.0)]
    [InlineData("nothing", 1 / 255.0)]
    public void The_first_operations_tell_what_a_pixel_is(string start, double scale)
    {
        var model = new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side).Output("y", PictureModel.Float, "N", 3);
        _ = start switch
        {
            "bytes divided" => model.Weight("d", [], [255]).Node("Div x d > n"),
            "mean of bytes" => model.Weight("m", [3, 1, 1], [123.7f, 116.3f, 103.5f]).Node("Sub x m > n"),
            "batch norm of bytes" => model.Weight("one", [3], [1, 1, 1]).Weight("zero", [3], [0, 0, 0]).Weight("m", [3], [120, 118, 100]).Weight("v", [3], [4900, 4900, 4900])
                .Node("BatchNormalization x one zero m v > n"),
            "mean and deviation" => model.Weight("m", [1, 3, 1, 1], [0.485f, 0.456f, 0.406f]).Weight("d", [1, 3, 1, 1], [0.229f, 0.224f, 0.225f]).Node("Sub x m > c").Node("Div c d > n"),
            "twice less one" => model.Weight("two", [1], [2]).Weight("one", [], [1]).Node("Mul x two > c").Node("Sub c one > n"),
            _ => model.Node("Identity x > n"),
        };
        using var classifier = Open(model.Node("ReduceMean n > y", ("axes", new[] { 2, 3 }), ("keepdims", 0)));
        Assert.Equal([scale, scale, scale], classifier.Picture.Factor.Select(factor => (double)factor), Near(1e-9));
        Assert.All(classifier.Picture.Addend, addend => Assert.Equal(0, addend));
        Assert.Equal(start == "nothing", classifier.Assumed.Any(line => line.Contains("--mean", StringComparison.Ordinal)));
    }

    [Fact]
    public void ImageNets_mean_tells_the_order_of_the_channels()
    {
        foreach (var (mean, order) in new[] { (new[] { 103.94f, 116.78f, 123.68f }, PictureChannels.Bgr), ([0.485f, 0.456f, 0.406f], PictureChannels.Rgb) })
        {
            using var classifier = Open(new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side).Output("y", PictureModel.Float, "N", 3)
                .Weight("m", [3, 1, 1], mean).Node("Sub x m > n").Node("ReduceMean n > y", ("axes", new[] { 2, 3 }), ("keepdims", 0)));
            Assert.Equal(order, classifier.Picture.Channels);
            Assert.DoesNotContain(classifier.Assumed, line => line.Contains("--channels", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Free_channels_are_those_of_the_first_weight()
    {
        using var classifier = Open(new PictureModel().Input("x", PictureModel.Float, "N", "C", Side, Side).Output("y", PictureModel.Float, "N", 2)
            .Weight("w", [2, 1, 1, 1], [1, -1]).Node("Conv x w > c").Node("ReduceMean c > y", ("axes", new[] { 2, 3 }), ("keepdims", 0)));
        Assert.Equal(Shape.Map(1, Side, Side), classifier.Input);
    }

    [Fact]
    public void A_thousand_classes_are_ImageNets_and_that_is_told()
    {
        var model = Means().Weight("w", [3, 1000], new float[3000]).Node("MatMul m w > y").Output("y", PictureModel.Float, "N", 1000);
        using var classifier = Open(model);
        Assert.Equal(Normalization.ImageNet.Mean.Zip(Normalization.ImageNet.Std, (mean, std) => (double)(-mean / std)), classifier.Picture.Addend.Select(addend => (double)addend), Near(1e-6));
        Assert.Contains(classifier.Assumed, line => line.Contains("ImageNet", StringComparison.Ordinal));
        using var told = Open(model, new() { Mean = [0.5f], Std = [0.5f] });
        Assert.Equal([2 / 255.0, 2 / 255.0, 2 / 255.0], told.Picture.Factor.Select(factor => (double)factor), Near(1e-9));
        Assert.DoesNotContain(told.Assumed, line => line.Contains("--mean", StringComparison.Ordinal));
    }

    [Fact]
    public void Metadata_of_other_programs_holds()
    {
        var windows = Means("y").Output("y", PictureModel.Float, "N", 3).Metadata("Image.BitmapPixelFormat", "Bgr8").Metadata("Image.NominalPixelRange", "NominalRange_0_255");
        using (var classifier = Open(windows))
        {
            Assert.Equal([10.0, 120, 250], Given(classifier, Picture(classifier.Input, 250, 120, 10)), Near(1e-3));
            Assert.DoesNotContain(classifier.Assumed, line => line.Contains("--channels", StringComparison.Ordinal) || line.Contains("--scale", StringComparison.Ordinal));
        }

        var classes = Means("y").Output("y", PictureModel.Float, "N", 3).Metadata("names", """{0: 'a cat', 1: "dog's", 2: 'hen'}""").Metadata("task", "classify").Metadata("imgsz", "[8, 8]");
        using (var classifier = Open(classes))
        {
            Assert.Equal(["a cat", "dog's", "hen"], classifier.ClassNames);
            Assert.DoesNotContain(classifier.Assumed, line => line.Contains("--mean", StringComparison.Ordinal));
        }

        Assert.Contains("its task is 'detect'", Refusal(Means("y").Output("y", PictureModel.Float, "N", 3).Metadata("task", "detect")));
    }

    [Theory]
    [InlineData("logits")]
    [InlineData("softmax")]
    [InlineData("softmax, flat")]
    [InlineData("log softmax")]
    [InlineData("log of softmax")]
    [InlineData("exp by sum")]
    [InlineData("half of softmax twice")]
    [InlineData("sigmoid")]
    public void Probabilities_are_those_of_a_plain_evaluation(string end)
    {
        var model = Means("m").Output("y", PictureModel.Float, "N", 3);
        _ = end switch
        {
            "softmax" => model.Node("Softmax m > y", ("axis", 1)),
            "softmax, flat" => model.Node("Softmax m > s", ("axis", 1)).Node("Flatten s > y"),
            "log softmax" => model.Node("LogSoftmax m > y", ("axis", 1)),
            "log of softmax" => model.Node("Softmax m > s", ("axis", 1)).Node("Log s > y"),
            "exp by sum" => model.Node("Exp m > e").Weight("axis", [1], [1], PictureModel.Int64).Node("ReduceSum e axis > s", ("keepdims", 1)).Node("Div e s > y"),
            "half of softmax twice" => model.Weight("half", [], [0.5f]).Node("Softmax m > s", ("axis", 1)).Node("Add s s > t").Node("Mul t half > y"),
            "sigmoid" => model.Node("Sigmoid m > y"),
            _ => model.Node("Identity m > y"),
        };
        double[] given = [250 / 255.0, 120 / 255.0, 10 / 255.0];
        var sum = given.Sum(Math.Exp);
        double[] expected = [.. given.Select(value => end == "sigmoid" ? 1 / (1 + Math.Exp(-value)) : Math.Exp(value) / sum)];
        using var classifier = Open(model);
        var predictions = classifier.Predict(Picture(classifier.Input, 250, 120, 10));
        Assert.Equal(expected, predictions.Select(prediction => prediction.Probability), Near(1e-5));
        Assert.Equal([0, 1, 2], predictions.Select(prediction => prediction.Index));
        if (end == "logits")
        {
            using var taken = Open(model, new() { Logits = false });
            Assert.Equal(given[0], taken.Predict(Picture(taken.Input, 250, 120, 10))[0].Probability, 1e-5);
        }
    }

    [Fact]
    public void One_value_is_the_probability_of_one_class()
    {
        var model = Means("m").Weight("w", [3, 1], [0, 0, 0]).Weight("b", [1], [-2.1972246f]).Node("Gemm m w b > z").Node("Sigmoid z > y").Output("y", PictureModel.Float, "N", 1);
        using (var classifier = Open(model))
        {
            var prediction = Assert.Single(classifier.Predict(Picture(classifier.Input, 1, 2, 3)));
            Assert.Equal(0.1, prediction.Probability, 1e-6);
            var images = new ImageSet("two", classifier.Input, ["no", "yes"], new byte[2 * classifier.Input.Elements], [0, 1]);
            Assert.Equal([0.9, 0.1, 0.9, 0.1], classifier.Scores(images).Select(score => (double)score), Near(1e-6));
        }

        using var named = Open(model.Metadata("isynet.class_names", """["no", "yes"]"""));
        Assert.Equal([("no", 0), ("yes", 1)], named.Predict(Picture(named.Input, 1, 2, 3)).Select(prediction => (prediction.Name, prediction.Index)));
    }

    [Fact]
    public void Of_several_outputs_the_one_behind_the_most_layers_is_the_classes_and_that_is_told()
    {
        var features = Means("m").Node("Identity m > features").Weight("w", [3, 2], [1, 0, 0, 1, 0, 0]).Node("MatMul m w > classes")
            .Output("features", PictureModel.Float, "N", 3).Output("classes", PictureModel.Float, "N", 2);
        using (var classifier = Open(features))
        {
            Assert.Equal("classes", classifier.Output);
            Assert.Contains(classifier.Assumed, line => line.Contains("of 'features' (3), 'classes' (2) 'classes' (2) is the classes (--output)", StringComparison.Ordinal));
        }

        using (var classifier = Open(features, new() { Output = "features" }))
            Assert.Equal(3, classifier.Predict(Picture(classifier.Input, 1, 2, 3)).Length);
        using (var classifier = Open(Means("logits").Node("Softmax logits > shares", ("axis", 1)).Output("logits", PictureModel.Float, "N", 3).Output("shares", PictureModel.Float, "N", 3)))
            Assert.Equal("shares", classifier.Output);
        Assert.Contains("give --output NAME, one of 'm' (3), 'also' (3)", Refusal(Means("m").Node("Identity m > also").Output("m", PictureModel.Float, "N", 3).Output("also", PictureModel.Float, "N", 3)));
        Assert.Contains("has no output 'other'; there are 'features' (3), 'classes' (2)", Refusal(features, new() { Output = "other" }));
    }

    [Fact]
    public void What_is_no_classifier_is_named_as_what_it_is()
    {
        Assert.Contains("a value for every place", Refusal(new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side).Output("y", PictureModel.Float, "N", 3, Side, Side).Node("Relu x > y")));
        var rows = new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side).Weight("flat", [3], [0, 3, 64], PictureModel.Int64).Node("Reshape x flat > y");
        Assert.Contains("rows of values", Refusal(rows.Output("y", PictureModel.Float, "N", 3, 64)));
        var boxes = new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side).Weight("four", [3], [0, 48, 4], PictureModel.Int64).Node("Reshape x four > y");
        Assert.Contains("is a detector or segmenter", Refusal(boxes.Output("y", PictureModel.Float, "N", 48, 4)));
        Assert.Contains("an embedding", Refusal(Means("m").Node("LpNormalization m > y", ("axis", 1), ("p", 2)).Output("y", PictureModel.Float, "N", 3)));
        Assert.Contains("hold no scores", Refusal(Means("m").Node("ArgMax m > y", ("axis", 1)).Output("y", PictureModel.Int64, "N", 1)));
        Assert.Contains("not pictures", Refusal(new PictureModel().Input("x", PictureModel.Float, "N", 22).Output("y", PictureModel.Float, "N", 22).Node("Relu x > y")));
    }

    [Fact]
    public void Another_input_is_no_hindrance_where_the_classes_do_not_depend_on_it()
    {
        var model = Means("y").Output("y", PictureModel.Float, "N", 3).Input("scale", PictureModel.Float, "N", 1).Node("Identity scale > same").Output("same", PictureModel.Float, "N", 1);
        Assert.Equal([250 / 255.0, 120 / 255.0, 10 / 255.0], Given(model, Picture(250, 120, 10), new() { Output = "y" }), Near(1e-5));
        Assert.Contains("depend on 'scale'", Refusal(Means("m").Input("scale", PictureModel.Float, "N", 1).Node("Mul m scale > y").Output("y", PictureModel.Float, "N", 3)));
    }

    [Fact]
    [Trait("Category", Property.Category)]
    public void What_a_model_is_fed_is_what_a_plain_loop_says()
    {
        var number = Gen.Float[-2, 2];
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], Gen.Bool, Gen.Enum<PictureChannels>(), number.Array[3], number.Array[3]).ForAll((height, width, last, order, factor, addend) =>
        {
            var channels = order == PictureChannels.Grey ? 1 : 3;
            var pixels = new byte[channels * height * width];
            new Random(height + (10 * width)).NextBytes(pixels);
            var input = new PictureInput(Shape.Map(channels, height, width), last ? PictureLayout.ChannelsLast : PictureLayout.ChannelsFirst, order, [.. factor[..channels]], [.. addend[..channels]]);
            var sample = new float[pixels.Length];
            input.Fill(pixels, sample);
            for (var c = 0; c < channels; c++)
            {
                for (var y = 0; y < height; y++)
                {
                    for (var x = 0; x < width; x++)
                    {
                        var colour = order == PictureChannels.Bgr ? 2 - c : c;
                        var expected = (pixels[(((colour * height) + y) * width) + x] * factor[c]) + addend[c];
                        Assert.Equal(expected, sample[last ? (((y * width) + x) * channels) + c : (((c * height) + y) * width) + x]);
                    }
                }
            }
        });
    }

    [Fact]
    public void Sizes_that_no_memory_holds_are_refused()
    {
        Assert.Contains("of 3x30000x30000 at once, more than", Refusal(new PictureModel().Input("x", PictureModel.Float, "N", 3, 30000, 30000).Node("GlobalAveragePool x > g").Node("Flatten g > y").Output("y", PictureModel.Float, "N", 3)));
        Assert.Contains("takes 1000000000 pictures", Refusal(new PictureModel().Input("x", PictureModel.Float, 1_000_000_000, 3, Side, Side).Node("GlobalAveragePool x > g").Node("Flatten g > y").Output("y", PictureModel.Float, 1_000_000_000, 3)));
    }

    [Fact]
    public void An_operator_that_is_too_old_is_answered_with_advice() =>
        Assert.Contains("no kernel for its operator Add of opset 6 in this type: convert the file to a newer opset", Refusal(new PictureModel(opset: 6).Input("x", PictureModel.Float, "N", 3, Side, Side)
            .Weight("b", [3], [1, 2, 3]).Node("Add x b > a", ("broadcast", 1), ("axis", 1)).Node("GlobalAveragePool a > g").Node("Flatten g > y").Output("y", PictureModel.Float, "N", 3)));

    [Fact]
    public void Figures_that_do_not_fit_are_refused()
    {
        var model = Means("y").Output("y", PictureModel.Float, "N", 3);
        Assert.Contains("--mean has 2 numbers", Refusal(model, new() { Mean = [0, 0] }));
        Assert.Contains("give --scale 1", Refusal(model, new() { Mean = [123, 117, 104] }));
        Assert.Contains("--std numbers above 0", Refusal(model, new() { Std = [0] }));
        Assert.Contains("--channels is rgb or bgr", Refusal(model, new() { Channels = PictureChannels.Grey }));
        Assert.Contains("height 8, which --input 3x9x9", Refusal(model, new() { Input = new Shape(3, 9, 9) }));
        Assert.Contains("normalises them itself", Refusal(model.Metadata("isynet.input", "raw pixels 0..255"), new() { Mean = [0] }));
    }

    /// <summary>A model whose value is the mean of every channel as it is given.</summary>
    private static PictureModel Means(string output = "m") => new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side).Node($"ReduceMean x > {output}", ("axes", new[] { 2, 3 }), ("keepdims", 0));

    private Classifier Open(PictureModel model, ClassifierOptions? options = null) => Classifier.Open(model.Write(Path.Combine(_folder, $"{Guid.NewGuid():N}.onnx")), options);

    private string Refusal(PictureModel model, ClassifierOptions? options = null)
    {
        var message = Assert.Throws<ISyNetException>(() => Open(model, options).Dispose()).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private double[] Given(PictureModel model, byte[] picture, ClassifierOptions? options = null)
    {
        using var classifier = Open(model, options);
        return Given(classifier, picture);
    }

    /// <summary>What the model gives for a picture, as it is.</summary>
    private static double[] Given(Classifier classifier, byte[] picture) =>
        [.. classifier.Scores(new ImageSet("one", classifier.Input, ["a"], picture, [0])).Select(score => (double)score)];

    private static byte[] Picture(params byte[] colour) => Picture(Shape.Map(colour.Length, Side, Side), colour);

    private static byte[] Picture(Shape shape, params byte[] colour) => [.. colour.SelectMany(value => Enumerable.Repeat(value, shape.Height * shape.Width))];

    private static EqualityComparer<double> Near(double tolerance) => EqualityComparer<double>.Create((a, b) => Math.Abs(a - b) <= tolerance, _ => 0);
}
