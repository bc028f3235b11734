using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using static ISyNet.Training.Tests.SingleLayer;

namespace ISyNet.Training.Tests;

/// <summary>Layer norm, matrix product, joining and averaging against their definitions in plain loops.</summary>
public class NormsAndJoins
{
    [Fact, Trait("Category", Property.Category)]
    public void Average_pooling_is_its_definition() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 3], Gen.ULong).ForAll((height, width, stride, seed) =>
        {
            var window = new Window(height, width, stride, stride, 0, 0, 0, 0, 1, 1);
            var (network, weights) = Single(Shape.Map(3, 9, 8), new Pool(PoolKind.Average, window), seed);
            var image = Noise(3 * 9 * 8, seed);
            var (rows, columns) = ((9 - height) / stride + 1, (8 - width) / stride + 1);
            var expected = new double[3 * rows * columns];
            for (var i = 0; i < expected.Length; i++)
            {
                var (c, y, x) = (i / (rows * columns), i / columns % rows * stride, i % columns * stride);
                for (var k = 0; k < height * width; k++)
                    expected[i] += image[(((c * 9) + y + (k / width)) * 8) + x + (k % width)] / (height * width);
            }

            Compare(expected, Run(network, weights, image));
        }, cases: 20);

    [Fact]
    public void Global_pooling_is_mean_or_largest_of_each_channel()
    {
        var image = Noise(3 * 5 * 4, 3);
        var channels = image.Chunk(20).ToArray();
        var (mean, none) = Single(Shape.Map(3, 5, 4), new GlobalPool(), 1);
        Compare([.. channels.Select(c => c.Average())], Run(mean, none, image));
        var (largest, _) = Single(Shape.Map(3, 5, 4), new GlobalPool(PoolKind.Max), 1);
        Compare([.. channels.Select(c => c.Max())], Run(largest, none, image));
    }

    [Fact]
    public void Layer_norm_of_a_map_is_over_all_of_it_with_a_scale_per_channel()
    {
        var (network, _) = Single(Shape.Map(3, 5, 4), new LayerNorm(1e-3), 1);
        var (scale, shift) = (Floats(3, 5), Floats(3, 6));
        var image = Noise(3 * 5 * 4, 4).Select(v => (3 * v) + 2).ToArray();
        var expected = Normalised(image, 1e-3).Select((v, i) => (v * scale[i / 20]) + shift[i / 20]);
        Compare([.. expected], Run(network, Affine(scale, shift), image));
    }

    [Fact]
    public void Layer_norm_of_a_sequence_is_over_the_last_dimension()
    {
        var builder = new NetworkBuilder("sequence");
        var rows = builder.Add("rows", new Reshape(new Shape(4, 6)), builder.Input(Shape.Vector(24)));
        builder.Add("op", new LayerNorm(1e-3), rows);
        var (scale, shift) = (Floats(6, 5), Floats(6, 6));
        var values = Noise(24, 7);
        var expected = values.Chunk(6).SelectMany(row => Normalised(row, 1e-3).Select((v, i) => (v * scale[i]) + shift[i]));
        Compare([.. expected], Run(builder.Build(), Affine(scale, shift), values));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Joining_keeps_order_along_its_dimension(int axis)
    {
        var builder = new NetworkBuilder("join");
        var input = builder.Input(Shape.Map(2, 3, 4));
        var positive = builder.Add("positive", new Activation(ActivationKind.Relu), input);
        builder.Add("op", new Concat(axis), input, positive, input);
        var image = Noise(24, 8);
        int[] dims = [2, 3, 4];
        var joined = dims.Select((d, i) => i == axis ? 3 * d : d).ToArray();
        var expected = new double[72];
        for (var i = 0; i < expected.Length; i++)
        {
            int[] at = [i / (joined[1] * joined[2]), i / joined[2] % joined[1], i % joined[2]];
            var part = at[axis] / dims[axis];
            at[axis] %= dims[axis];
            var value = image[(((at[0] * 3) + at[1]) * 4) + at[2]];
            expected[i] = part == 1 ? Math.Max(0, value) : value;
        }

        Compare(expected, Run(builder.Build(), new WeightSet([]), image));
    }

    [Fact]
    public void A_matrix_product_is_its_definition_for_each_head()
    {
        var builder = new NetworkBuilder("attention");
        var input = builder.Input(Shape.Vector(2 * 3 * 4));
        var left = builder.Add("left", new Reshape(new Shape(2, 3, 4)), input);
        var right = builder.Add("right", new Reshape(new Shape(2, 4, 3)), input);
        builder.Add("op", new MatMul(), left, right);
        var values = Noise(24, 9);
        var expected = new double[2 * 3 * 3];
        for (var i = 0; i < expected.Length; i++)
        {
            var (head, row, column) = (i / 9, i / 3 % 3, i % 3);
            for (var k = 0; k < 4; k++)
                expected[i] += values[(head * 12) + (row * 4) + k] * values[(head * 12) + (k * 3) + column];
        }

        Compare(expected, Run(builder.Build(), new WeightSet([]), values));
    }

    private static float[] Floats(int count, ulong seed) => [.. Noise(count, seed).Select(v => (float)v)];

    private static WeightSet Affine(float[] scale, float[] shift) => new([
        new("op.weight", new WeightTensor(Shape.Vector(scale.Length), scale)),
        new("op.bias", new WeightTensor(Shape.Vector(shift.Length), shift))]);

    private static double[] Normalised(double[] values, double epsilon)
    {
        var mean = values.Average();
        var variance = values.Average(v => (v - mean) * (v - mean));
        return [.. values.Select(v => (v - mean) / Math.Sqrt(variance + epsilon))];
    }
}
