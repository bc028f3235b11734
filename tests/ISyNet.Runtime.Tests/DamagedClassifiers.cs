using CsCheck;
using ISyNet.Graph;

namespace ISyNet.Runtime.Tests;

/// <summary>Files of models with bytes changed or cut off: opened and run, or refused in one line.</summary>
public sealed class DamagedClassifiers : IDisposable
{
    private const int Side = 8;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.onnx");

    public void Dispose() => File.Delete(_path);

    [Fact, Trait("Category", Property.Category)]
    public void A_damaged_model_is_used_or_refused_in_one_line()
    {
        byte[][] sound = [.. Models().Select(model => File.ReadAllBytes(model.Write(_path)))];
        Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000], Gen.Byte, Gen.Int[0, 9]).ForAll((which, first, second, value, kind) =>
        {
            var bytes = sound[which].ToArray();
            bytes[first % bytes.Length] = value;
            if (kind > 5)
                bytes[second % bytes.Length] ^= (byte)(1 << (kind - 4));
            File.WriteAllBytes(_path, kind == 0 ? bytes[..(second % bytes.Length)] : bytes);
            try
            {
                using var classifier = Classifier.Open(_path);
                // What a file claims may be large: it is not fed.
                if (classifier.Input.Elements < 1 << 16)
                    classifier.Predict(new byte[classifier.Input.Elements]);
            }
            catch (ISyNetException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }, cases: 1500);
    }

    private static IEnumerable<PictureModel> Models()
    {
        yield return new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side).Weight("m", [1, 3, 1, 1], [0.5f, 0.5f, 0.5f]).Weight("w", [3, 2], [1, 2, 3, 4, 5, 6]).Weight("b", [2], [0, 1])
            .Node("Sub x m > c").Node("GlobalAveragePool c > g").Node("Flatten g > f").Node("Gemm f w b > z").Node("Softmax z > y", ("axis", 1)).Output("y", PictureModel.Float, "N", 2).Metadata("names", "{0: 'a', 1: 'b'}");
        yield return new PictureModel().Input("x", PictureModel.UInt8, 2, Side, Side, 3).Node("Cast x > f", ("to", PictureModel.Float)).Node("Transpose f > t", ("perm", new[] { 0, 3, 1, 2 })).Node("GlobalAveragePool t > g").Node("Flatten g > y").Output("y", PictureModel.Float, 2, 3);
        yield return new PictureModel().Input("x", PictureModel.Float, "N", 1, "H", "W").Input("s", PictureModel.Float, "N", 1).Weight("w", [2, 1, 3, 3], new float[18]).Node("Conv x w > c").Node("GlobalAveragePool c > g").Node("Flatten g > y").Node("Identity s > t")
            .Output("y", PictureModel.Float, "N", 2).Output("t", PictureModel.Float, "N", 1);
    }
}
