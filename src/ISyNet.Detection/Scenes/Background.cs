namespace ISyNet.Detection.Scenes;

/// <summary>The background of a scene: a grey gradient, bars and discs as clutter, and noise.</summary>
internal static class Background
{
    private const int MostShapes = 8;

    public static float[] Draw(int size, SeededRandom random)
    {
        var pixels = new float[size * size];
        var (grey, slopeX, slopeY) = (random.NextDouble(20, 200), random.NextDouble(-60, 60), random.NextDouble(-60, 60));
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (float)(grey + (slopeX * ((i % size / (double)size) - 0.5)) + (slopeY * ((i / size / (double)size) - 0.5)));
        for (var shapes = random.NextInt(MostShapes + 1); shapes > 0; shapes--)
            AddShape(pixels, size, random);
        var noise = random.NextDouble(0, 12);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] += (float)(noise * random.NextNormal());
        return pixels;
    }

    /// <summary>A disc, or a bar at any angle.</summary>
    private static void AddShape(float[] pixels, int size, SeededRandom random)
    {
        var (x, y, shade) = (random.NextDouble(0, size), random.NextDouble(0, size), random.NextDouble(-90, 90));
        var (length, width) = (random.NextDouble(4, size / 4.0), random.NextDouble(1, size / 16.0));
        var (angle, isDisc) = (random.NextDouble(0, Math.PI), random.NextBool());
        var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
        for (var i = 0; i < pixels.Length; i++)
        {
            var (dx, dy) = ((i % size) - x, (i / size) - y);
            var inside = isDisc
                ? (dx * dx) + (dy * dy) < width * width * 4
                : Math.Abs((dx * cos) + (dy * sin)) < length && Math.Abs((dy * cos) - (dx * sin)) < width;
            if (inside)
                pixels[i] += (float)shade;
        }
    }
}
