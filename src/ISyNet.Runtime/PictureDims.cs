using ISyNet.Onnx.Signatures;

namespace ISyNet.Runtime;

/// <summary>
/// The three dimensions of a picture in an input, in the input's order; null where one is free. Rows and columns alone, or in one row of
/// numbers, are taken for a picture only where it is square: sound and tables have such inputs too.
/// </summary>
/// <param name="First">Channels, or rows where they come last.</param>
/// <param name="Second">Rows, or columns.</param>
/// <param name="Third">Columns, or channels.</param>
/// <param name="HasBatch">Whether a dimension for the batch stands before them.</param>
/// <param name="IsFlat">Whether the input has them as one row of numbers.</param>
/// <param name="IsImplied">Whether the input has rows and columns alone.</param>
internal sealed record PictureDims(int? First, int? Second, int? Third, bool HasBatch, bool IsFlat, bool IsImplied = false)
{
    private const int LeastSide = 8;

    /// <summary>Reads them; null where the input takes no pictures.</summary>
    public static PictureDims? Of(InputSignature input)
    {
        if (input.Dims.IsDefault)
            return new PictureDims(null, null, null, true, false);
        return input.Dims.ToArray() switch
        {
            [_, var first, var second, var third] => new PictureDims(first, second, third, true, false),
            [var first, var second, var third] when first == 3 || third is 1 or 3 || first == 1 && second == third => new PictureDims(first, second, third, false, false),
            [null, >= LeastSide and var height, var width] when height == width => new PictureDims(1, height, width, true, false, IsImplied: true),
            [_, int count] when Side(count) is >= LeastSide and var side => new PictureDims(1, side, side, true, true),
            [_, int count] when count % 3 == 0 && Side(count / 3) is >= LeastSide and var side => new PictureDims(3, side, side, true, true),
            _ => null,
        };
    }

    private static int Side(int area)
    {
        var side = (int)Math.Round(Math.Sqrt(area));
        return side * side == area ? side : 0;
    }
}
