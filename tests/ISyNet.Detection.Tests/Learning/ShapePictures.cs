using ISyNet.Detection.Learning;
using ISyNet.Detection.Model;
using ISyNet.Graph;

namespace ISyNet.Detection.Tests.Learning;

/// <summary>Pictures of one bright square and one bright frame each (two classes) on noise, in places drawn from the picture's number.</summary>
internal sealed class ShapePictures(int count, ulong seed) : ITrainingPictures
{
    public const int Size = 64;

    public int Count => count;

    public Shape Shape => Shape.Map(1, Size, Size);

    public LabelledPicture this[int index]
    {
        get
        {
            var random = new SeededRandom(seed, (ulong)index);
            var pixels = Enumerable.Range(0, Size * Size).Select(_ => (byte)random.NextInt(60)).ToArray();
            var objects = new List<TrainingObject>();
            for (var kind = 0; kind < 2; kind++)
            {
                var side = 10 + random.NextInt(12);
                // Left half and right half, so that they never overlap.
                var (x, y) = ((kind * 32) + random.NextInt(32 - side + 1), random.NextInt(Size - side + 1));
                for (var i = 0; i < side * side; i++)
                {
                    var (dx, dy) = (i % side, i / side);
                    if (kind == 0 || Math.Min(Math.Min(dx, dy), side - 1 - Math.Max(dx, dy)) < 3)
                        pixels[((y + dy) * Size) + x + dx] = 230;
                }

                objects.Add(new TrainingObject(kind, new Corners(x, y, x + side, y + side), false));
            }

            return new LabelledPicture(pixels, [.. objects]);
        }
    }
}
