using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Detection.Model;

/// <summary>The centre of one position of a pyramid level, in pixels of the input, and the level's stride.</summary>
public readonly record struct AnchorPoint(float X, float Y, int Stride);

/// <summary>The positions of all levels in the order of the network's outputs: finest level first, row by row.</summary>
internal static class AnchorPoints
{
    /// <summary>The positions for an input: a level of stride s has ceil(height/s) x ceil(width/s), centred at ((x + 1/2) s, (y + 1/2) s).</summary>
    public static ImmutableArray<AnchorPoint> Create(Shape input, ImmutableArray<int> strides)
    {
        var points = ImmutableArray.CreateBuilder<AnchorPoint>();
        foreach (var stride in strides)
        {
            var (rows, columns) = ((input.Height + stride - 1) / stride, (input.Width + stride - 1) / stride);
            for (var y = 0; y < rows; y++)
            {
                for (var x = 0; x < columns; x++)
                    points.Add(new AnchorPoint((x + 0.5f) * stride, (y + 0.5f) * stride, stride));
            }
        }

        return points.ToImmutable();
    }
}
