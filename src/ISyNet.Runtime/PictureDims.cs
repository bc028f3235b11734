using ISyNet.Onnx.Signatures;

namespace ISyNet.Runtime;

/// <summary>
/// The three dimensions of a picture in an input, in the order of the input; null for a free one. An input with only rows and columns, or with
/// one row of numbers, counts as a picture only if the picture is square, because audio and tables have such inputs too.
/// </summary>
/// <param name="First">Channels, or rows if channels come last.</param>
/// <param name="Second">Rows, or columns.</param>
/// <param name="Third">Columns, or channels.</param>
/// <param name="HasBatch">Whether a batch dimension comes before them.</param>
/// <param name="IsFlat">Whether the input is one row of numbers.</param>
/// <param name="IsImplied">Whether the input has only rows and columns.</param>
internal sealed record PictureDims(int? First, int? Second, int? Third, bool HasBatch, bool IsFlat, bool IsImplied = false)
{
    private const int LeastSide = 8;

    /// <summary>Reads them; null if the input does not take pictures.</summary>
    public static PictureDims? FromSignature(InputSignature input)
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
